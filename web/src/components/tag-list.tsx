import { clsx } from "clsx";
import { useTranslation } from "react-i18next";
import classes from "./tag-list.module.css";

interface Props {
  tags: readonly string[];
  kind?: "tag" | "group";
  /** A press on a tag; with the alternate key (Alt) it is meant the other way round. */
  onTag?: (tag: string, isExcluded: boolean) => void;
}

/** Tags in one line; what does not fit is counted by the ellipsis of the box and listed on hover. */
export function TagList({ tags, kind = "tag", onTag }: Props) {
  const { t } = useTranslation("common");
  const look = clsx(classes.tag, kind === "group" && classes.group);
  return (
    <span className={classes.list} title={tags.join(", ")}>
      {tags.map((tag) =>
        onTag === undefined ? (
          <bdi key={tag} className={look}>
            {tag}
          </bdi>
        ) : (
          <button
            key={tag}
            type="button"
            tabIndex={-1}
            className={clsx(look, classes.press)}
            title={t("tag.filter", { tag })}
            onClick={(event) => onTag(tag, event.altKey)}
          >
            <bdi>{tag}</bdi>
          </button>
        ),
      )}
    </span>
  );
}
