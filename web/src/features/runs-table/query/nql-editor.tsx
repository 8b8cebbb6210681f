import { acceptCompletion, completionStatus } from "@codemirror/autocomplete";
import { EditorState, Prec } from "@codemirror/state";
import { EditorView, keymap } from "@codemirror/view";
import { useDebouncedValue } from "@mantine/hooks";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useEvent } from "@/lib/use-event";
import { attributesQuery, parseQuery, valuesQuery } from "../api/attributes";
import { typeWord } from "./type-word";
import { editorExtensions, setFault } from "./editor-setup";
import classes from "./nql-editor.module.css";

// Who is still typing is not told that the query is not complete.
const faultAfterMs = 700;

interface Props {
  projectId: string;
  text: string;
  onText: (text: string) => void;
  onSubmit: (text: string) => void;
}


/**
 * The query as text, with colours, completion from the project's own attributes and values, and the place of a fault. It stands in a shadow root:
 * its style sheets are adopted there and not written into the page, which the content security policy would refuse.
 */
export function NqlEditor({ projectId, text, onText, onSubmit }: Props) {
  const { t } = useTranslation("runs");
  const queries = useQueryClient();
  const host = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView>(undefined);
  const [checked, setChecked] = useState(text);
  const [settled] = useDebouncedValue(checked, faultAfterMs);
  const parsed = useQuery(parseQuery(settled));
  // Our own texts come back one rendering late; only a text from outside may replace what was typed meanwhile.
  const own = useRef(new Set([text]));
  const change = useEvent((next: string) => {
    own.current.add(next);
    onText(next);
    setChecked(next);
  });
  const submit = useEvent(() => onSubmit(view.current?.state.doc.toString() ?? ""));
  const labels = useRef({ label: t("query.label"), hint: t("query.hint") });

  useEffect(() => {
    const element = host.current;
    if (element === null) return;
    const root = element.shadowRoot ?? element.attachShadow({ mode: "open", delegatesFocus: true });
    const source = {
      attributes: async (typed: string) =>
        (await queries.fetchQuery(attributesQuery(projectId, typed))).attributes.slice(0, 40).map(({ path, type, runs }) => ({ path, type: typeWord(type), runs })),
      values: async (path: string, typed: string) =>
        (await queries.fetchQuery(valuesQuery(projectId, path, typed))).values.map(({ value, runs }) => ({ text: value.text, runs })),
    };
    const editor = new EditorView({
      root,
      parent: root,
      state: EditorState.create({
        doc: text,
        extensions: [
          Prec.highest(
            keymap.of([
              { key: "Enter", run: (target) => completionStatus(target.state) === "active" && acceptCompletion(target) },
              { key: "Tab", run: acceptCompletion },
            ]),
          ),
          editorExtensions({ ...labels.current, source, onChange: change, onSubmit: submit }),
        ],
      }),
    });
    view.current = editor;
    editor.focus();
    editor.dispatch({ selection: { anchor: editor.state.doc.length } });
    return () => editor.destroy();
    // The editor holds the text from here on; a new text from outside comes by the effect below.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [projectId, queries, change, submit]);

  useEffect(() => {
    const editor = view.current;
    if (editor === undefined || own.current.has(text)) return;
    own.current = new Set([text]);
    editor.dispatch({ changes: { from: 0, to: editor.state.doc.length, insert: text } });
  }, [text]);

  const fault = parsed.isPlaceholderData || settled !== checked ? undefined : (parsed.data?.fault ?? undefined);
  useEffect(() => {
    view.current?.dispatch({ effects: setFault.of(fault) });
  }, [fault]);

  return (
    <div className={classes.editor}>
      <div ref={host} className={classes.host} data-nql />
      {fault && (
        <p className={classes.fault} role="status">
          {t("query.fault", { column: fault.column, message: fault.message.replace(/^Line \d+, column \d+: /, "") })}
        </p>
      )}
    </div>
  );
}
