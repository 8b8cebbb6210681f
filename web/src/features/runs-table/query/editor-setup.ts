import { autocompletion, type Completion, type CompletionContext, type CompletionResult, completionKeymap, startCompletion } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { type Extension, StateEffect, StateField } from "@codemirror/state";
import { Decoration, type DecorationSet, EditorView, keymap, placeholder, ViewPlugin, type ViewUpdate } from "@codemirror/view";
import { figures, type Token, tokenize, typeWords } from "./parse";

export interface Fault {
  readonly offset: number;
  readonly length: number;
}

/** What the completion asks about the project. */
export interface CompletionSource {
  attributes: (text: string) => Promise<readonly { path: string; type: string; runs: number }[]>;
  values: (path: string, text: string) => Promise<readonly { text: string; runs: number }[]>;
}

const marks: Partial<Record<Token["kind"], Decoration>> = {
  name: Decoration.mark({ class: "nql-name" }),
  text: Decoration.mark({ class: "nql-text" }),
  keyword: Decoration.mark({ class: "nql-keyword" }),
  sign: Decoration.mark({ class: "nql-sign" }),
  type: Decoration.mark({ class: "nql-type" }),
  colon: Decoration.mark({ class: "nql-type" }),
  function: Decoration.mark({ class: "nql-function" }),
  broken: Decoration.mark({ class: "nql-broken" }),
};

const colour = (view: EditorView): DecorationSet =>
  Decoration.set(tokenize(view.state.doc.toString()).flatMap(({ kind, start, end }) => marks[kind]?.range(start, end) ?? []));

const colours = ViewPlugin.fromClass(
  class {
    decorations: DecorationSet;
    constructor(view: EditorView) {
      this.decorations = colour(view);
    }
    update(update: ViewUpdate) {
      if (update.docChanged) this.decorations = colour(update.view);
    }
  },
  { decorations: (plugin) => plugin.decorations },
);

export const setFault = StateEffect.define<Fault | undefined>();

const faultMark = Decoration.mark({ class: "nql-fault" });
const faultEnd = Decoration.line({ class: "nql-fault-end" });

const faults = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update(before, transaction) {
    for (const effect of transaction.effects) {
      if (!effect.is(setFault)) continue;
      const fault = effect.value;
      if (fault === undefined) return Decoration.none;
      const size = transaction.newDoc.length;
      const from = Math.min(fault.offset, size);
      const to = Math.min(size, from + Math.max(1, fault.length));
      return to > from ? Decoration.set([faultMark.range(from, to)]) : Decoration.set([faultEnd.range(transaction.newDoc.lineAt(size).from)]);
    }
    return transaction.docChanged ? Decoration.none : before;
  },
  provide: (field) => EditorView.decorations.from(field),
});

const operatorWords = ["=", "!=", "<", "<=", ">", ">=", "CONTAINS", "NOT CONTAINS", "MATCHES", "NOT MATCHES", "STARTS WITH", "ENDS WITH", "EXISTS", "NOT EXISTS"];
const quoteName = (path: string) => `\`${path.replaceAll("\\", "\\\\").replaceAll("`", "\\`")}\``;
const quoteValue = (text: string) => `"${text.replaceAll("\\", "\\\\").replaceAll('"', '\\"')}"`;

/** The name that the value at the end of these pieces is compared with. */
function comparedName(before: readonly Token[]): string | undefined {
  const name = before.findLast(({ kind }, at) => kind === "name" || (kind === "word" && before[at + 1]?.kind !== undefined && before[at + 1]?.kind !== "word"));
  return name?.text;
}

const word = (label: string, type: string, boost = 0): Completion => ({ label, apply: `${label} `, type, boost });

/** What may stand at the cursor, going by the pieces before it; attributes and values come from the server. */
export async function completionsAt(text: string, cursor: number, source: CompletionSource): Promise<{ from: number; options: Completion[] }> {
  const before = tokenize(text.slice(0, cursor));
  const open = before.at(-1);
  const isWithin = open !== undefined && open.end === cursor && ["word", "name", "broken", "text", "keyword", "type", "function"].includes(open.kind);
  const done = isWithin ? before.slice(0, -1) : before;
  const from = isWithin ? open.start : cursor;
  const typed = isWithin ? open.text : "";
  const last = done.at(-1);
  const wantsValue = last?.kind === "sign" || (last?.kind === "keyword" && /^(CONTAINS|MATCHES|WITH)$/.test(last.text));
  if (last?.kind === "colon") return { from, options: typeWords.map((type) => ({ label: type, type: "type" })) };
  if (wantsValue) {
    const name = comparedName(done);
    const values = name === undefined ? [] : await source.values(name, typed);
    return { from, options: values.map(({ text: value, runs }, i) => ({ label: value, apply: `${quoteValue(value)} `, detail: String(runs), type: "text", boost: -i })) };
  }
  const hasOperand = last !== undefined && (last.kind === "name" || last.kind === "type" || (last.kind === "word" && done.length > 0) || last.kind === "close");
  const closesCondition = last !== undefined && (last.kind === "text" || (last.kind === "word" && isValue(done)) || (last.kind === "keyword" && last.text === "EXISTS") || (last.kind === "close" && done.at(-2)?.kind !== "type" && done.at(-2)?.kind !== "name"));
  if (closesCondition) return { from, options: [word("AND", "keyword", 1), word("OR", "keyword")] };
  if (hasOperand) return { from, options: operatorWords.map((operator, i) => word(operator, "keyword", -i)) };
  const found = await source.attributes(typed);
  const attributes = found.map(({ path, type, runs }, i) => ({
    label: path,
    apply: `${quoteName(path)}:${type} `,
    detail: `${type} · ${runs}`,
    type: "name",
    boost: 50 - i,
  }));
  const others = [...figures.map((figure) => ({ label: `${figure}(`, apply: `${figure}(`, type: "function", boost: -60 })), word("NOT", "keyword", -70), word("MENTIONS", "keyword", -71)];
  return { from, options: [...attributes, ...others.filter(({ label }) => label.toLowerCase().startsWith(typed.toLowerCase()))] };
}

function isValue(tokens: readonly Token[]): boolean {
  const before = tokens.at(-2);
  return before?.kind === "sign" || (before?.kind === "keyword" && /^(CONTAINS|MATCHES|WITH)$/.test(before.text));
}

// Tokens reach into the shadow root, style sheets of the page do not.
const looks = EditorView.theme({
  "&": { fontSize: "12.5px", color: "var(--text)", background: "transparent" },
  "&.cm-focused": { outline: "none" },
  ".cm-content": { fontFamily: "var(--font-code)", padding: "5px 0", caretColor: "var(--text)" },
  ".cm-scroller": { fontFamily: "var(--font-code)", lineHeight: "18px" },
  ".cm-line": { padding: "0 8px" },
  ".cm-placeholder": { color: "var(--text-faint)" },
  ".cm-cursor": { borderLeftColor: "var(--text)" },
  "&.cm-focused .cm-selectionBackground, .cm-selectionBackground": { background: "var(--accent-soft)" },
  ".nql-name": { color: "var(--accent)" },
  ".nql-text": { color: "var(--good)" },
  ".nql-keyword": { color: "var(--text)", fontWeight: "600" },
  ".nql-sign": { color: "var(--text-muted)" },
  ".nql-type": { color: "var(--text-faint)" },
  ".nql-function": { color: "var(--warn)" },
  ".nql-broken, .nql-fault": { textDecoration: "underline wavy var(--bad)", textUnderlineOffset: "3px" },
  ".nql-fault-end::after": { content: '"\\00a0\\00a0"', textDecoration: "underline wavy var(--bad)" },
  ".cm-tooltip": { border: "1px solid var(--border)", borderRadius: "6px", background: "var(--surface-float)", boxShadow: "var(--shadow-float)", color: "var(--text)", overflow: "hidden" },
  ".cm-tooltip.cm-tooltip-autocomplete > ul": { fontFamily: "var(--font-code)", fontSize: "12px", maxHeight: "260px", maxWidth: "min(560px, 90vw)" },
  ".cm-tooltip.cm-tooltip-autocomplete > ul > li": { display: "flex", gap: "16px", justifyContent: "space-between", padding: "3px 8px", lineHeight: "18px" },
  ".cm-tooltip.cm-tooltip-autocomplete > ul > li[aria-selected]": { background: "var(--surface-active)", color: "var(--text)" },
  ".cm-completionDetail": { marginLeft: "0", color: "var(--text-faint)", fontStyle: "normal" },
  ".cm-completionMatchedText": { textDecoration: "none", fontWeight: "600" },
});

interface Setup {
  label: string;
  hint: string;
  source: CompletionSource;
  onChange: (text: string) => void;
  onSubmit: () => void;
}

export function editorExtensions({ label, hint, source, onChange, onSubmit }: Setup): Extension[] {
  const complete = async (context: CompletionContext): Promise<CompletionResult | null> => {
    const { from, options } = await completionsAt(context.state.doc.toString(), context.pos, source);
    if (context.aborted || options.length === 0) return null;
    return { from, options, filter: false };
  };
  return [
    history(),
    colours,
    faults,
    looks,
    placeholder(hint),
    EditorView.lineWrapping,
    EditorView.contentAttributes.of({ "aria-label": label, spellcheck: "false", autocapitalize: "off" }),
    autocompletion({ override: [complete], icons: false, activateOnTypingDelay: 60, interactionDelay: 20, activateOnCompletion: () => true }),
    keymap.of([
      { key: "Enter", run: (view) => (view.composing ? false : (onSubmit(), true)) },
      { key: "Ctrl-Space", run: startCompletion },
      ...completionKeymap.filter(({ key }) => key !== "Enter"),
      ...defaultKeymap,
      ...historyKeymap,
    ]),
    EditorView.updateListener.of((update) => {
      if (update.docChanged) onChange(update.state.doc.toString());
    }),
  ];
}
