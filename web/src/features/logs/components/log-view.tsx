import { Button } from "@mantine/core";
import { useVirtualizer } from "@tanstack/react-virtual";
import { ArrowDownToLine, ChevronDown, ChevronUp } from "lucide-react";
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { PanelEmpty, PanelError, PanelLoading } from "@/components/panel-message";
import { formatCount } from "@/lib/format";
import { usePaper } from "@/lib/use-paper";
import { visibleText } from "../lib/ansi";
import { useLogLines } from "../lib/use-log-lines";
import { LogRow } from "./log-row";
import { PaperLog } from "./paper-log";
import classes from "./log-view.module.css";

interface Props {
  runId: string;
  path: string;
  /** The line to stand at, from 1; undefined follows the end. */
  line: number | undefined;
  text: string | undefined;
  isWrapped: boolean;
  hasTimes: boolean;
  onLine: (line: number | undefined) => void;
}

const rowPx = 20;
// Browsers cannot scroll elements of more than some ten million pixels: a longer log is shown in windows of this many.
const windowLines = 500_000;
const nearEndPx = 24;

/** The lines of one series: only those on screen are asked for and drawn. Follows the end until one scrolls away from it. */
export function LogView({ runId, path, line, text, isWrapped, hasTimes, onLine }: Props) {
  const { t } = useTranslation("logs");
  const box = useRef<HTMLDivElement>(null);
  const [range, setRange] = useState({ first: (line ?? 1) - 1, last: (line ?? 1) - 1 });
  const [isFollowing, setFollowing] = useState(line === undefined);
  const { total, lines, error, retry } = useLogLines(runId, path, range.first, range.last);
  const [windowOf, setWindow] = useState<number | undefined>(line === undefined ? undefined : Math.floor((line - 1) / windowLines));
  const count = total ?? 0;
  const lastWindow = Math.max(0, Math.ceil(count / windowLines) - 1);
  const windowIndex = Math.min(windowOf ?? lastWindow, lastWindow);
  const start = windowIndex * windowLines;
  const shownCount = Math.min(windowLines, count - start);

  const virtual = useVirtualizer({
    count: Math.max(0, shownCount),
    getScrollElement: () => box.current,
    estimateSize: (index) => rowPx * (lines.get(start + index)?.value.trimEnd().split("\n").length ?? 1),
    overscan: 20,
    getItemKey: (index) => start + index,
  });
  const items = virtual.getVirtualItems();
  const first = start + (items[0]?.index ?? 0);
  const last = start + (items.at(-1)?.index ?? 0);
  // On paper nothing is on screen, and the list is measured anew before the change is told of: what was there before stays.
  const isPaper = usePaper();
  useEffect(() => {
    if (!isPaper && !matchMedia("print").matches) setRange({ first, last });
  }, [first, last, isPaper]);

  // Following: whatever comes, the end stays in view.
  useLayoutEffect(() => {
    if (isFollowing && shownCount > 0 && windowIndex === lastWindow) virtual.scrollToIndex(shownCount - 1, { align: "end" });
  }, [isFollowing, shownCount, windowIndex, lastWindow, virtual, isWrapped]);

  // A link to a line: stand there once the length is known.
  const wanted = useRef(line);
  useLayoutEffect(() => {
    if (wanted.current === undefined || shownCount <= 0) return;
    virtual.scrollToIndex(Math.max(0, Math.min(wanted.current - 1 - start, shownCount - 1)), { align: "center" });
    wanted.current = undefined;
  }, [shownCount, start, virtual]);

  const onScroll = () => {
    const element = box.current;
    if (!element || shownCount <= 0) return;
    const isAtEnd = element.scrollHeight - element.scrollTop - element.clientHeight < nearEndPx && windowIndex === lastWindow;
    if (isAtEnd !== isFollowing && !virtual.isScrolling) return;
    if (isAtEnd && !isFollowing) follow();
    else if (!isAtEnd && isFollowing && virtual.scrollDirection === "backward") setFollowing(false);
  };
  const follow = () => {
    setWindow(undefined);
    setFollowing(true);
    if (line !== undefined) onLine(undefined);
  };
  const standAt = (index: number) => {
    setFollowing(false);
    setWindow(Math.floor(index / windowLines));
    wanted.current = index + 1;
    const inWindow = index - start;
    if (inWindow >= 0 && inWindow < shownCount) {
      virtual.scrollToIndex(inWindow, { align: "center" });
      wanted.current = undefined;
    }
  };

  const wantedText = text?.toLowerCase();
  const hits = useMemo(() => {
    if (wantedText === undefined) return [];
    return [...lines.values()]
      .filter(({ value }) => visibleText(value).toLowerCase().includes(wantedText))
      .map(({ index }) => index)
      .toSorted((a, b) => a - b);
  }, [lines, wantedText]);
  const middle = Math.floor((first + last) / 2);
  const [hit, setHit] = useState<number>();
  const goToHit = (by: 1 | -1) => {
    const from = hit ?? middle;
    const next = by > 0 ? (hits.find((index) => index > from) ?? hits[0]) : (hits.findLast((index) => index < from) ?? hits.at(-1));
    if (next === undefined) return;
    setHit(next);
    standAt(next);
  };

  if (total === undefined) return error ? <PanelError error={error} onRetry={retry} /> : <PanelLoading />;
  if (total === 0) return <PanelEmpty title={t("noLines")} />;
  return (
    <div className={classes.view}>
      {isPaper && <PaperLog path={path} lines={lines} near={Math.min(Math.floor((range.first + range.last) / 2), count - 1)} total={count} />}
      {wantedText !== undefined && (
        <div className={classes.hits} role="status">
          <span>{t("hits", { count: hits.length, loaded: formatCount(lines.size) })}</span>
          <Button size="compact-xs" variant="default" disabled={hits.length === 0} onClick={() => goToHit(-1)} aria-label={t("previousHit")}>
            <ChevronUp size={14} />
          </Button>
          <Button size="compact-xs" variant="default" disabled={hits.length === 0} onClick={() => goToHit(1)} aria-label={t("nextHit")}>
            <ChevronDown size={14} />
          </Button>
        </div>
      )}
      {start > 0 && (
        <Button className={classes.more} variant="subtle" size="compact-xs" onClick={() => standAt(start - 1)}>
          {t("earlier", { count: start })}
        </Button>
      )}
      <div ref={box} className={classes.box} data-wrap={isWrapped || undefined} onScroll={onScroll} tabIndex={0} role="log" aria-label={path} aria-live="off">
        <div className={classes.all} style={{ height: virtual.getTotalSize() }}>
          {items.map((item) => (
            <LogRow
              key={item.key}
              ref={virtual.measureElement}
              place={item.index}
              offset={item.start}
              number={start + item.index + 1}
              line={lines.get(start + item.index)}
              hasTime={hasTimes}
              isChosen={line === start + item.index + 1 || hit === start + item.index}
              text={wantedText}
              onChoose={() => {
                setFollowing(false);
                onLine(start + item.index + 1);
              }}
            />
          ))}
        </div>
      </div>
      {start + shownCount < count && (
        <Button className={classes.more} variant="subtle" size="compact-xs" onClick={() => standAt(start + windowLines)}>
          {t("later", { count: count - start - shownCount })}
        </Button>
      )}
      <div className={classes.foot}>
        <span>{t("lines", { count: total })}</span>
        <span className={classes.space} />
        {isFollowing ? (
          <button type="button" className={classes.following} onClick={() => setFollowing(false)} title={t("pauseHint")}>
            {t("following")}
          </button>
        ) : (
          <Button size="compact-xs" variant="light" leftSection={<ArrowDownToLine size={14} />} onClick={follow}>
            {t("toEnd")}
          </Button>
        )}
      </div>
    </div>
  );
}
