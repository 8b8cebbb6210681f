import { type Attribute, toNumber } from "@/api/types";

/**
 * The exact value of an attribute as one text: to copy, to search in and to tell equal values from different ones.
 * A series stands for its last value.
 */
export function attributeText(attribute: Attribute): string {
  if (attribute.value === null) return "";
  switch (attribute.type) {
    case "float":
    case "floatSeries":
      return String(toNumber(attribute.value));
    case "stringSet":
      return attribute.value.toSorted().join(", ");
    case "file":
    case "fileSeries":
      return attribute.value.sha256;
    case "fileSet":
      return `${attribute.value.count} (${attribute.value.size})`;
    case "gitRef":
      return attribute.value.commitId;
    case "notebookRef":
      return [attribute.value.notebookName ?? attribute.value.notebookId, attribute.value.checkpointId].filter(Boolean).join(" ");
    default:
      return String(attribute.value);
  }
}

const parameterNamespaces = new Set(["parameters", "params", "hyperparameters", "hyper_parameters", "hparams", "config", "args"]);
const atoms = new Set<Attribute["type"]>(["int", "float", "bool", "string", "datetime", "stringSet"]);

/** Values that a person has set rather than measured: those below a namespace with one of the usual names. */
export function isParameter({ path, type }: { path: string; type: Attribute["type"] }): boolean {
  const namespaces = path.split("/").slice(0, -1);
  return atoms.has(type) && namespaces.some((name) => parameterNamespaces.has(name.toLowerCase()));
}
