import { CopyButton } from "./copy-button";
import classes from "./code-block.module.css";

/** Lines to be copied as they stand. */
export function CodeBlock({ code, copyLabel }: { code: string; copyLabel: string }) {
  return (
    <div className={classes.block}>
      <pre className={classes.code} tabIndex={0}>
        {code}
      </pre>
      <div className={classes.copy}>
        <CopyButton text={code} label={copyLabel} />
      </div>
    </div>
  );
}
