/** The look of a piece of console text. Colours are the sixteen of the terminal, by name. */
export interface TextStyle {
  readonly color: string | undefined;
  readonly isBold: boolean;
  readonly isFaint: boolean;
  readonly isUnderlined: boolean;
}

export interface Span extends TextStyle {
  readonly text: string;
}

const plain: TextStyle = { color: undefined, isBold: false, isFaint: false, isUnderlined: false };
const colors = ["black", "red", "green", "yellow", "blue", "magenta", "cyan", "white"];

/* oxlint-disable no-control-regex */
// Escape sequences as terminals know them (ECMA-48): CSI, OSC, and the two-character ones. Only colours mean something
// here; all others, which move cursors and set titles, are left out.
const escape = /\u001b(?:\[([0-9;:]*)[ -/]*([@-~])|\][^\u0007\u001b]*(?:\u0007|\u001b\\)|[@-Z\\-_])/g;
const controls = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/g;
/* oxlint-enable no-control-regex */

/** What stands on the line in the end: a carriage return starts it anew, as progress bars do. */
export function foldReturns(line: string): string {
  if (!line.includes("\r")) return line;
  return line
    .split("\n")
    .map((part) => {
      const ended = part.endsWith("\r") ? part.slice(0, -1) : part;
      return ended.slice(ended.lastIndexOf("\r") + 1);
    })
    .join("\n");
}

function restyle(style: TextStyle, codes: string): TextStyle {
  let next = style;
  const numbers = codes.split(/[;:]/).map((code) => (code === "" ? 0 : Number(code)));
  for (let i = 0; i < numbers.length; i++) {
    const code = numbers[i] ?? 0;
    if (code === 0) next = plain;
    else if (code === 1) next = { ...next, isBold: true };
    else if (code === 2) next = { ...next, isFaint: true };
    else if (code === 4) next = { ...next, isUnderlined: true };
    else if (code === 22) next = { ...next, isBold: false, isFaint: false };
    else if (code === 24) next = { ...next, isUnderlined: false };
    else if (code >= 30 && code <= 37) next = { ...next, color: colors[code - 30] };
    else if (code >= 90 && code <= 97) next = { ...next, color: colors[code - 90] };
    else if (code === 39) next = { ...next, color: undefined };
    else if (code === 38 || code === 48) {
      // 256 colours (5;n) and true colour (2;r;g;b): of the former the first sixteen are known by name.
      const kind = numbers[i + 1];
      const named = numbers[i + 2];
      if (code === 38) next = { ...next, color: kind === 5 && named !== undefined && named < 16 ? colors[named % 8] : undefined };
      i += kind === 5 ? 2 : 4;
    }
  }
  return next;
}

/** The visible text of a console line in pieces of one look each. Never markup: every piece is shown as text. */
export function readAnsi(line: string): Span[] {
  const text = foldReturns(line);
  if (!text.includes("\u001b")) return [{ ...plain, text: text.replace(controls, "") }];
  const spans: Span[] = [];
  let style = plain;
  let place = 0;
  const add = (piece: string) => {
    const visible = piece.replace(controls, "");
    if (visible !== "") spans.push({ ...style, text: visible });
  };
  for (const match of text.matchAll(escape)) {
    add(text.slice(place, match.index));
    place = match.index + match[0].length;
    if (match[2] === "m") style = restyle(style, match[1] ?? "");
  }
  add(text.slice(place));
  return spans;
}

export function visibleText(line: string): string {
  return readAnsi(line)
    .map(({ text }) => text)
    .join("");
}
