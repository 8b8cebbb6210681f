import { splitPath } from "../lib/columns";
import classes from "./path-label.module.css";

/** An attribute's path on one line; where it does not fit, the namespace is cut and the name stays. */
export function PathLabel({ path }: { path: string }) {
  const { namespace, name } = splitPath(path);
  return (
    <span className={classes.path} title={path}>
      <bdi className={classes.namespace}>{namespace}</bdi>
      <bdi className={classes.name}>{name}</bdi>
    </span>
  );
}
