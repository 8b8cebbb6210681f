// @vitest-environment node
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { parseSync } from "vite";
import { describe, expect, it } from "vitest";

// The rules of the house that the compiler cannot see. Paths are relative to src.
const src = resolve(import.meta.dirname, "..");

interface SourceNode {
  type: string;
  start: number;
  [key: string]: unknown;
}

interface SourceFile {
  path: string;
  text: string;
  imports: string[];
  nodes: SourceNode[];
}

function isNode(value: unknown): value is SourceNode {
  return typeof value === "object" && value !== null && typeof (value as SourceNode).type === "string";
}

function collect(value: unknown, into: SourceNode[]): void {
  if (Array.isArray(value)) {
    for (const one of value) collect(one, into);
  } else if (isNode(value)) {
    into.push(value);
    for (const child of Object.values(value)) collect(child, into);
  }
}

/** Where an import leads, as a path below src, or the package's name. */
function target(from: string, specifier: string): string {
  if (specifier.startsWith("@/")) return specifier.slice(2);
  if (specifier.startsWith(".")) return relative(src, resolve(src, dirname(from), specifier));
  return specifier;
}

function parse(path: string, text: string): SourceFile {
  const { program, errors } = parseSync(path, text);
  expect(errors, path).toEqual([]);
  const nodes: SourceNode[] = [];
  collect(program, nodes);
  const imports = nodes
    .filter(({ type }) => /^(Import|ExportNamed|ExportAll)(Declaration|Expression)$/.test(type))
    .map(({ source }) => (isNode(source) ? source.value : undefined))
    .filter((specifier) => typeof specifier === "string")
    .map((specifier) => target(path, specifier));
  return { path, text, imports, nodes };
}

const files = readdirSync(src, { recursive: true, encoding: "utf8" })
  .filter((path) => /\.tsx?$/.test(path) && !path.endsWith(".d.ts"))
  .map((path) => parse(path, readFileSync(join(src, path), "utf8")));

const area = (path: string) => path.split("/")[0] ?? "";
const feature = (path: string) => (area(path) === "features" ? path.split("/")[1] : undefined);

/** Every import that breaks a rule, as "file -> import". */
function breaches(isBreach: (file: SourceFile, imported: string) => boolean): string[] {
  return files.flatMap((file) =>
    file.imports.filter((imported) => isBreach(file, imported)).map((imported) => `${file.path} -> ${imported}`),
  );
}

/** Imports at the head of a file that are there when the app runs. What is loaded later waits for nothing. */
function valueImports({ path, nodes }: SourceFile): string[] {
  return nodes.flatMap((node) => {
    const isStatic = node.type === "ImportDeclaration" || ((node.type === "ExportNamedDeclaration" || node.type === "ExportAllDeclaration") && isNode(node.source));
    if (!isStatic || node.importKind === "type" || node.exportKind === "type" || !isNode(node.source)) return [];
    const specifiers = Array.isArray(node.specifiers) ? (node.specifiers as { importKind?: string }[]) : [];
    if (specifiers.length > 0 && specifiers.every(({ importKind }) => importKind === "type")) return [];
    return [target(path, String(node.source.value))];
  });
}

const shared = new Set(["api", "charts", "components", "lib", "locales"]);
const isTest = (path: string) => path.startsWith("testing/") || /\.test\.tsx?$/.test(path);

describe("Imports", () => {
  it("never lead from one feature to another", () => {
    expect(
      breaches(({ path }, imported) => {
        const [from, to] = [feature(path), feature(imported)];
        return from !== undefined && to !== undefined && from !== to;
      }),
    ).toEqual([]);
  });

  it("never lead from shared folders or features to the app, nor from shared folders to features", () => {
    expect(
      breaches(({ path }, imported) => {
        if (isTest(path)) return false;
        const toApp = area(imported) === "app" && area(path) !== "app";
        const toFeature = area(imported) === "features" && shared.has(area(path));
        return toApp || toFeature;
      }),
    ).toEqual([]);
  });

  it("never go round in a circle, but for types, which are gone when the app runs", () => {
    const known = new Map(files.map(({ path }) => [path.replace(/\.tsx?$/, ""), path]));
    const lead = new Map(files.map((file) => [file.path, valueImports(file).flatMap((imported) => known.get(imported) ?? known.get(`${imported}/index`) ?? [])]));
    const done = new Set<string>();
    const circles: string[] = [];
    const visit = (path: string, way: readonly string[]) => {
      const at = way.indexOf(path);
      if (at !== -1) circles.push([...way.slice(at), path].join(" -> "));
      if (at !== -1 || done.has(path)) return;
      for (const next of lead.get(path) ?? []) visit(next, [...way, path]);
      done.add(path);
    };
    expect([...lead.values()].flat().length).toBeGreaterThan(files.length);
    for (const { path } of files) visit(path, []);
    expect(circles).toEqual([]);
  });

  it("of the drawing library stand in charts only", () => {
    expect(breaches(({ path }, imported) => imported.startsWith("uplot") && area(path) !== "charts")).toEqual([]);
  });

  it("of test aids stand in tests only", () => {
    expect(breaches(({ path }, imported) => area(imported) === "testing" && !isTest(path))).toEqual([]);
  });
});

describe("Menus and popovers", () => {
  // The tooltip would keep what the menu says of its button (`aria-expanded`, `aria-haspopup`, `id`) on its own box.
  it("take a button for their target, and its tooltip stands around them", () => {
    const name = ({ openingElement }: SourceNode) => (isNode(openingElement) && isNode(openingElement.name) ? openingElement.name : undefined);
    const isTarget = (node: SourceNode) => {
      const named = name(node);
      return named?.type === "JSXMemberExpression" && isNode(named.property) && named.property.name === "Target";
    };
    const targets = files.flatMap(({ path, nodes }) => nodes.filter((node) => node.type === "JSXElement" && isTarget(node)).map((node) => ({ path, node })));
    const wrong = targets.filter(({ node }) => (node.children as SourceNode[]).some((child) => child.type === "JSXElement" && name(child)?.name === "Tooltip"));
    expect(targets.length).toBeGreaterThan(0);
    expect(wrong.map(({ path }) => path)).toEqual([]);
  });
});

const spokenAttributes = new Set(["alt", "aria-description", "aria-label", "description", "label", "placeholder", "title"]);
// A word: two letters in a row. Marks such as "·" and "/" are the same in every language.
const hasWord = (value: unknown) => typeof value === "string" && /\p{L}{2}/u.test(value);

function literalTexts(node: unknown): string[] {
  if (!isNode(node)) return [];
  switch (node.type) {
    case "JSXText":
    case "Literal":
      return hasWord(node.value) ? [String(node.value).trim()] : [];
    case "TemplateLiteral":
      return (node.quasis as { value: { cooked: string } }[]).map(({ value }) => value.cooked).filter(hasWord);
    case "JSXExpressionContainer":
      return literalTexts(node.expression);
    case "ConditionalExpression":
      return [...literalTexts(node.consequent), ...literalTexts(node.alternate)];
    case "LogicalExpression":
      return literalTexts(node.right);
    default:
      return [];
  }
}

export function bareTexts(file: SourceFile): string[] {
  const found: string[] = [];
  for (const node of file.nodes) {
    if (node.type === "JSXElement" || node.type === "JSXFragment") {
      found.push(...(node.children as unknown[]).flatMap(literalTexts));
    } else if (node.type === "JSXAttribute") {
      const name = (node.name as { name: string }).name;
      if (spokenAttributes.has(name)) found.push(...literalTexts(node.value));
    }
  }
  return found.map((text) => `${file.path}: ${text.trim()}`);
}

describe("Visible texts", () => {
  it("come from the catalogues", () => {
    expect(files.filter(({ path }) => !isTest(path)).flatMap(bareTexts)).toEqual([]);
  });

  it("are found by this test wherever they can stand", () => {
    const sample = `const a = <p title="Bare title" className="not-shown">{ok ? "Bare choice" : t("key")} · Bare text{\`\${n} bare runs\`}</p>;`;
    expect(bareTexts(parse("sample.tsx", sample))).toEqual([
      "sample.tsx: Bare choice",
      "sample.tsx: · Bare text",
      "sample.tsx: bare runs",
      "sample.tsx: Bare title",
    ]);
  });
});

describe("Types", () => {
  const places = (type: string) =>
    files.flatMap(({ path, text, nodes }) =>
      nodes.filter((node) => node.type === type).map(({ start }) => `${path}:${text.slice(0, start).split("\n").length}`),
    );

  it("are never any", () => {
    expect(places("TSAnyKeyword")).toEqual([]);
  });

  it("are never asserted to be present", () => {
    expect(places("TSNonNullExpression")).toEqual([]);
  });
});

describe("Modules", () => {
  it("export by name", () => {
    const withDefault = files.filter(({ path, nodes }) => area(path) !== "locales" && nodes.some(({ type }) => type === "ExportDefaultDeclaration"));
    expect(withDefault.map(({ path }) => path)).toEqual([]);
  });

  it("write nothing to the console", () => {
    const talking = files.filter(({ path, text }) => !isTest(path) && /\bconsole\.\w+\(/.test(text));
    expect(talking.map(({ path }) => path)).toEqual([]);
  });
});

describe("Stylesheets", () => {
  it("take their colours from the tokens", () => {
    const sheets = readdirSync(src, { recursive: true, encoding: "utf8" }).filter((path) => path.endsWith(".module.css"));
    const withColours = sheets.filter((path) => /#[0-9a-f]{3,8}\b|\b(rgb|hsl|oklch)a?\(/i.test(readFileSync(join(src, path), "utf8")));
    expect(sheets.length).toBeGreaterThan(0);
    expect(withColours).toEqual([]);
  });
});
