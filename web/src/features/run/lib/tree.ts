import type { Attribute } from "@/api/types";
import { attributeText } from "@/lib/attribute-text";

/** One line of the tree: a namespace, or an attribute. */
export type TreeRow =
  | { readonly kind: "namespace"; readonly path: string; readonly name: string; readonly depth: number; readonly count: number; readonly isOpen: boolean }
  | { readonly kind: "attribute"; readonly path: string; readonly name: string; readonly depth: number; readonly attribute: Attribute };

interface Namespace {
  readonly name: string;
  readonly path: string;
  readonly children: Map<string, Namespace>;
  readonly attributes: Attribute[];
  count: number;
}

const byName = new Intl.Collator("en", { numeric: true, sensitivity: "base" });

function grow(attributes: readonly Attribute[]): Namespace {
  const root: Namespace = { name: "", path: "", children: new Map(), attributes: [], count: 0 };
  for (const attribute of attributes) {
    const parts = attribute.path.split("/");
    let place = root;
    place.count++;
    for (const name of parts.slice(0, -1)) {
      let child = place.children.get(name);
      if (!child) {
        child = { name, path: place.path === "" ? name : `${place.path}/${name}`, children: new Map(), attributes: [], count: 0 };
        place.children.set(name, child);
      }
      place = child;
      place.count++;
    }
    place.attributes.push(attribute);
  }
  return root;
}

/** The lines of the tree in order, namespaces first, without what is inside closed ones. */
export function treeRows(attributes: readonly Attribute[], isOpen: (path: string) => boolean): TreeRow[] {
  const rows: TreeRow[] = [];
  const visit = (place: Namespace, depth: number) => {
    for (const child of [...place.children.values()].toSorted((a, b) => byName.compare(a.name, b.name))) {
      const open = isOpen(child.path);
      rows.push({ kind: "namespace", path: child.path, name: child.name, depth, count: child.count, isOpen: open });
      if (open) visit(child, depth + 1);
    }
    for (const attribute of place.attributes.toSorted((a, b) => byName.compare(a.path, b.path))) {
      const name = attribute.path.slice(attribute.path.lastIndexOf("/") + 1);
      rows.push({ kind: "attribute", path: attribute.path, name, depth, attribute });
    }
  };
  visit(grow(attributes), 0);
  return rows;
}

/** Words that must all occur in path or value, in any case. */
export function searchAttributes(attributes: readonly Attribute[], text: string | undefined): readonly Attribute[] {
  const words = (text ?? "").toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return attributes;
  return attributes.filter((attribute) => {
    const haystack = `${attribute.path}\n${attributeText(attribute)}`.toLowerCase();
    return words.every((word) => haystack.includes(word));
  });
}
