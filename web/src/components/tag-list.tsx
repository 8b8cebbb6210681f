import classes from "./tag-list.module.css";

/** Tags in one line; what does not fit is counted by the ellipsis of the box and listed on hover. */
export function TagList({ tags }: { tags: readonly string[] }) {
  return (
    <span className={classes.list} title={tags.join(", ")}>
      {tags.map((tag) => (
        <span key={tag} className={classes.tag}>
          {tag}
        </span>
      ))}
    </span>
  );
}
