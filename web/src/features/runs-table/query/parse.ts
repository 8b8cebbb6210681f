import { type Condition, type Filter, type Operator } from "./tree";

export type TokenKind = "name" | "text" | "word" | "sign" | "open" | "close" | "colon" | "keyword" | "function" | "type" | "broken";

export interface Token {
  readonly kind: TokenKind;
  readonly start: number;
  readonly end: number;
  /** Without quotes and escapes; words of the language in capitals. */
  readonly text: string;
}

const keywords = new Set(["AND", "OR", "NOT", "CONTAINS", "MATCHES", "EXISTS", "STARTS", "ENDS", "WITH", "MENTIONS"]);
export const figures = ["last", "first", "min", "max", "average", "variance", "count"] as const;
export const typeWords = [
  "string", "float", "int", "bool", "datetime", "stringSet", "floatSeries", "stringSeries", "histogramSeries", "file", "fileSeries", "fileSet",
  "artifact", "experimentState", "gitRef", "notebookRef",
] as const;

const isWordPart = (c: string, asValue: boolean) => !/[\s()"'`=!<>]/.test(c) && (asValue || c !== ":");

/** The pieces of a text, for colours and for the parser. Never throws: what cannot be read is a broken piece. */
export function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  while (at < text.length) {
    const start = at;
    const c = text[at] ?? "";
    const push = (kind: TokenKind, value: string) => tokens.push({ kind, start, end: at, text: value });
    const last = tokens.at(-1);
    if (/\s/.test(c)) {
      at++;
    } else if (c === "`" || c === '"' || c === "'") {
      let value = "";
      at++;
      while (at < text.length && text[at] !== c) {
        if (text[at] === "\\" && (text[at + 1] === c || text[at + 1] === "\\")) at++;
        value += text[at] ?? "";
        at++;
      }
      const isClosed = at < text.length;
      if (isClosed) at++;
      push(isClosed ? (c === "`" ? "name" : "text") : "broken", value);
    } else if (c === "(" || c === ")") {
      at++;
      push(c === "(" ? "open" : "close", c);
    } else if (c === ":") {
      at++;
      push("colon", c);
    } else if (/[=!<>]/.test(c)) {
      at += /^(==|!=|<=|>=)/.test(text.slice(at, at + 2)) ? 2 : 1;
      const sign = text.slice(start, at);
      push(sign === "!" ? "broken" : "sign", sign === "==" ? "=" : sign);
    } else {
      const asValue = last?.kind === "sign" || (last?.kind === "keyword" && /^(CONTAINS|MATCHES|WITH)$/.test(last.text));
      while (at < text.length && isWordPart(text[at] ?? "", asValue)) at++;
      const word = text.slice(start, at);
      const rest = text.slice(at).trimStart();
      const isTypePlace = last?.kind === "colon";
      const type = isTypePlace ? typeWords.find((one) => one.toLowerCase() === word.toLowerCase()) : undefined;
      if (isTypePlace) push(type === undefined ? "word" : "type", type ?? word);
      else if (keywords.has(word.toUpperCase())) push("keyword", word.toUpperCase());
      else if (rest.startsWith("(") && [...figures, "mean", "avg"].includes(word.toLowerCase())) push("function", /^(mean|avg)$/i.test(word) ? "average" : word.toLowerCase());
      else push("word", word);
    }
  }
  return tokens;
}

class Reader {
  at = 0;
  readonly tokens: readonly Token[];
  constructor(tokens: readonly Token[]) {
    this.tokens = tokens;
  }
  peek(offset = 0): Token | undefined {
    return this.tokens[this.at + offset];
  }
  takes(kind: TokenKind, text?: string): boolean {
    const token = this.peek();
    const fits = token?.kind === kind && (text === undefined || token.text === text);
    if (fits) this.at++;
    return fits;
  }
}

function readJoined(reader: Reader, kind: "or" | "and"): Filter | undefined {
  const parts: Filter[] = [];
  do {
    const part = kind === "or" ? readJoined(reader, "and") : readNot(reader);
    if (part === undefined) return undefined;
    parts.push(part);
  } while (reader.takes("keyword", kind.toUpperCase()));
  const [first] = parts;
  return parts.length === 1 ? first : { kind, parts };
}

function readNot(reader: Reader): Filter | undefined {
  if (reader.takes("keyword", "NOT")) {
    const part = readNot(reader);
    return part && { kind: "not", part };
  }
  if (reader.takes("open")) {
    const inner = readJoined(reader, "or");
    return reader.takes("close") ? inner : undefined;
  }
  return readCondition(reader);
}

function readOperator(reader: Reader): Operator | undefined {
  const sign = reader.peek();
  if (sign?.kind === "sign") {
    reader.at++;
    return sign.text as Operator;
  }
  const negated = reader.takes("keyword", "NOT");
  for (const word of ["CONTAINS", "MATCHES", "EXISTS"] as const) {
    if (reader.takes("keyword", word)) return negated ? `NOT ${word}` : word;
  }
  if (negated) return undefined;
  for (const word of ["STARTS", "ENDS"] as const) {
    if (reader.takes("keyword", word)) return reader.takes("keyword", "WITH") ? `${word} WITH` : undefined;
  }
  return undefined;
}

function readCondition(reader: Reader): Condition | undefined {
  if (reader.takes("keyword", "MENTIONS")) {
    const text = reader.peek();
    if (text?.kind !== "text") return undefined;
    reader.at++;
    return { kind: "condition", attribute: undefined, type: undefined, figure: undefined, operator: "MENTIONS", value: text.text };
  }
  const figure = reader.peek()?.kind === "function" ? reader.tokens[reader.at++]?.text : undefined;
  if (figure !== undefined && !reader.takes("open")) return undefined;
  const name = reader.peek();
  if (name?.kind !== "name" && name?.kind !== "word") return undefined;
  reader.at++;
  let type: string | undefined;
  if (reader.takes("colon")) {
    const word = reader.peek();
    if (word?.kind !== "type") return undefined;
    type = word.text;
    reader.at++;
  }
  if (figure !== undefined && !reader.takes("close")) return undefined;
  const operator = readOperator(reader);
  if (operator === undefined) return undefined;
  const attribute = name.kind === "word" && type === undefined ? longName(name.text) : name.text;
  if (operator === "EXISTS" || operator === "NOT EXISTS") return { kind: "condition", attribute, type, figure, operator, value: "" };
  const value = reader.peek();
  if (value?.kind !== "text" && value?.kind !== "word") return undefined;
  reader.at++;
  return { kind: "condition", attribute, type, figure, operator, value: value.text };
}

const shortNames = new Set(["id", "name", "owner", "state", "tags", "description", "hostname", "size"]);
const longName = (name: string) => (shortNames.has(name.toLowerCase()) ? `sys/${name.toLowerCase()}` : name);

/** The tree of a text; undefined when it is blank, null when the builder cannot show it (the editor can). */
export function parse(text: string): Filter | undefined | null {
  const tokens = tokenize(text);
  if (tokens.length === 0) return undefined;
  const reader = new Reader(tokens);
  const filter = readJoined(reader, "or");
  return filter !== undefined && reader.at === tokens.length ? filter : null;
}
