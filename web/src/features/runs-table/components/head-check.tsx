import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import type { RunRow } from "@/api/types";
import classes from "./runs-table.module.css";

interface Props {
  loaded: readonly RunRow[];
  checked: ReadonlySet<string>;
  isAll: boolean;
  onCheck: (shortIds: readonly string[]) => void;
}

/** Checks all runs that are loaded, or none; half when some are. */
export function HeadCheck({ loaded, checked, isAll, onCheck }: Props) {
  const { t } = useTranslation("runs");
  const box = useRef<HTMLInputElement>(null);
  const isFull = isAll || (loaded.length > 0 && loaded.every(({ shortId }) => checked.has(shortId)));
  const isHalf = !isFull && checked.size > 0;
  useEffect(() => {
    if (box.current) box.current.indeterminate = isHalf;
  }, [isHalf]);
  return (
    <label className={classes.checkArea}>
      <input ref={box} type="checkbox" checked={isFull} aria-label={t("selectLoaded")} onChange={() => onCheck(isFull ? [] : loaded.map(({ shortId }) => shortId))} />
    </label>
  );
}
