import { Modal } from "@mantine/core";
import { Search } from "lucide-react";
import { type KeyboardEvent, lazy, Suspense, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { loadPart } from "@/lib/load-part";
import { usePlace } from "../shell/use-place";
import classes from "./palette.module.css";
import type { PaletteMoves } from "./palette-list";

const PaletteList = lazy(async () => ({ default: (await loadPart(() => import("./palette-list"))).PaletteList }));

// In the layout phase, before the next key can come: the trap of the dialog takes the focus only a moment later.
const takeFocus = (field: HTMLInputElement | null) => field?.focus();

/** One box for everything: projects, runs, attributes, views, pages and commands. The field is there at once and hears each letter; what it finds is loaded when first asked for. */
export function Palette({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation("palette");
  const { project } = usePlace();
  const [text, setText] = useState("");
  const [chosen, setChosen] = useState<string>();
  const [isBusy, setBusy] = useState(true);
  const moves = useRef<PaletteMoves>(null);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    if (event.key === "ArrowDown") moves.current?.go(1);
    else if (event.key === "ArrowUp") moves.current?.go(-1);
    else if (event.key === "Enter") moves.current?.run();
    else return;
    event.preventDefault();
  };
  return (
    <Modal opened onClose={onClose} withCloseButton={false} size={620} padding={0} yOffset="12vh" transitionProps={{ duration: 80 }} aria-label={t("title")}>
      <div className={classes.field}>
        <Search size={16} aria-hidden="true" />
        <input
          ref={takeFocus}
          data-autofocus
          role="combobox"
          aria-expanded="true"
          aria-controls="palette-list"
          aria-activedescendant={chosen}
          aria-label={t("title")}
          placeholder={t(project !== undefined ? "hintProject" : "hint")}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
          onKeyDown={onKeyDown}
        />
        {isBusy && <span className={classes.busy} role="status" aria-label={t("searching")} />}
      </div>
      <div id="palette-list" role="listbox" aria-label={t("title")} className={classes.list}>
        <Suspense fallback={null}>
          <PaletteList ref={moves} text={text} onChosen={setChosen} onBusy={setBusy} onClose={onClose} />
        </Suspense>
      </div>
    </Modal>
  );
}
