import { type Attribute, toNumber } from "@/api/types";

type Plain = string | number | boolean | readonly string[];

function plain(attribute: Attribute): Plain {
  switch (attribute.type) {
    case "float":
      return toNumber(attribute.value);
    case "int":
    case "bool":
    case "string":
    case "datetime":
    case "stringSet":
      return attribute.value;
    default:
      throw new Error(`A parameter cannot be of type ${attribute.type}.`);
  }
}

/** JSON, by path. It has no numbers for NaN and infinities: they become texts. */
export function asJson(parameters: readonly Attribute[]): string {
  const entries = parameters.map((attribute) => {
    const value = plain(attribute);
    return [attribute.path, typeof value === "number" && !Number.isFinite(value) ? String(value) : value];
  });
  return JSON.stringify(Object.fromEntries(entries), undefined, 2);
}

/** A Python dict, by path. */
export function asPython(parameters: readonly Attribute[]): string {
  const literal = (value: Plain): string => {
    if (typeof value === "boolean") return value ? "True" : "False";
    if (typeof value === "number") {
      if (Number.isNaN(value)) return 'float("nan")';
      return Number.isFinite(value) ? String(value) : `float("${value > 0 ? "" : "-"}inf")`;
    }
    // JSON's texts are Python's.
    if (typeof value === "string") return JSON.stringify(value);
    return value.length === 0 ? "set()" : `{${value.map((one) => JSON.stringify(one)).join(", ")}}`;
  };
  const lines = parameters.map((attribute) => `    ${JSON.stringify(attribute.path)}: ${literal(plain(attribute))},\n`);
  return `{\n${lines.join("")}}`;
}
