import { clsx } from "clsx";
import { useWords } from "@/lib/words";
import classes from "./tag-list.module.css";

interface Props {
  tags: readonly string[];
  kind?: "tag" | "group";
  /** Pixels that the tags may take; those beyond are counted. All are shown when it is left out. */
  room?: number;
  /** Of group tags: the colour that each has, if it has one. */
  colorOf?: (tag: string) => string | undefined;
  /** A press on a tag; with the alternate key (Alt) it is meant the other way round. */
  onTag?: (tag: string, isExcluded: boolean) => void;
  /** The right button on a tag. */
  onMenu?: (tag: string, x: number, y: number) => void;
}

const [padding, gap, widest, narrow, wide, counter] = [14, 4, 140, 6.6, 12, 30];

/** About how wide a tag is; letters of East Asia are twice as wide. */
function widthOf(tag: string): number {
  let width = padding;
  for (const letter of tag) width += (letter.codePointAt(0) ?? 0) > 0x2e7f ? wide : narrow;
  return Math.min(widest, width);
}

/** How many of the tags fit, one at least. */
export function fitting(tags: readonly string[], room: number): number {
  let used = 0;
  for (const [index, tag] of tags.entries()) {
    used += widthOf(tag) + (index > 0 ? gap : 0);
    const reserved = index < tags.length - 1 ? counter : 0;
    if (used + reserved > room) return Math.max(1, index);
  }
  return tags.length;
}

/** Tags in one line; what does not fit is counted, and listed on hover. */
export function TagList({ tags, kind = "tag", room, colorOf, onTag, onMenu }: Props) {
  const t = useWords("common");
  const count = room === undefined ? tags.length : fitting(tags, room);
  const left = tags.length - count;
  return (
    <span className={classes.list} title={tags.join(", ")}>
      {tags.slice(0, count).map((tag) => {
        const color = colorOf?.(tag);
        const look = clsx(classes.tag, kind === "group" && classes.group, onTag && classes.press);
        const name = (
          <>
            {color !== undefined && <span className={classes.color} style={{ background: color }} aria-hidden="true" />}
            <bdi>{tag}</bdi>
          </>
        );
        return onTag === undefined ? (
          <span key={tag} className={look}>
            {name}
          </span>
        ) : (
          <button
            key={tag}
            type="button"
            tabIndex={-1}
            className={look}
            title={t("tag.filter", { tag })}
            onClick={(event) => onTag(tag, event.altKey)}
            onContextMenu={
              onMenu &&
              ((event) => {
                event.preventDefault();
                event.stopPropagation();
                onMenu(tag, event.clientX, event.clientY);
              })
            }
          >
            {name}
          </button>
        );
      })}
      {left > 0 && (
        <span className={classes.left} title={tags.slice(count).join(", ")} aria-label={t("tag.more", { count: left })}>
          +{left}
        </span>
      )}
    </span>
  );
}
