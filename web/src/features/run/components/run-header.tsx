import { useTranslation } from "react-i18next";
import { useIsGuest } from "@/api/use-is-guest";
import { type Attribute, type Project, type Run, toNumber } from "@/api/types";
import { colorToken, styleOfRun } from "@/charts/lib/line-style";
import { CopyButton } from "@/components/copy-button";
import { RunState } from "@/components/run-state";
import { TimeAgo } from "@/components/time-ago";
import { formatDuration } from "@/lib/format";
import { useNow } from "@/lib/use-now";
import classes from "./run-header.module.css";
import { RunPlace } from "./run-place";
import { RunSignals } from "./run-signals";

interface Props {
  run: Run;
  role: Project["role"];
  attributes: readonly Attribute[] | undefined;
}

/** Who and what a run is: name, id, state, owner, times, tags, description; and the buttons that end it. */
export function RunHeader({ run, role, attributes }: Props) {
  const { t } = useTranslation("run");
  const isGuest = useIsGuest();
  const isArchived = attributes?.some((attribute) => attribute.path === "sys/archived" && attribute.type === "bool" && attribute.value);
  const description = attributes?.find((attribute) => attribute.path === "sys/description");
  return (
    <header className={classes.header}>
      <div className={classes.first}>
        <div className={classes.title}>
          <span className={classes.color} style={{ background: colorToken(styleOfRun(run.shortId)) }} aria-hidden="true" />
          <h1 className={classes.name} title={run.name ?? run.shortId}>
            <bdi>{run.name ?? run.shortId}</bdi>
          </h1>
        </div>
        <RunState state={run.state} failed={run.failed} stopping={run.stopping} />
        <span className={classes.space} />
        {run.state === "running" && !isGuest && <RunSignals runId={run.id} role={role} />}
      </div>
      <dl className={classes.facts}>
        <div className={classes.id}>
          <dt className={classes.hidden}>{t("fact.id")}</dt>
          <dd>
            {run.shortId}
            <CopyButton text={run.shortId} label={t("copyId")} />
          </dd>
        </div>
        {run.customId !== null && run.customId !== run.name && (
          <div>
            <dt>{t("fact.customId")}</dt>
            <dd className={classes.custom} title={run.customId}>
              <bdi>{run.customId}</bdi>
            </dd>
          </div>
        )}
        <div>
          <dt>{t("fact.owner")}</dt>
          <dd>
            <bdi>{run.owner}</bdi>
          </dd>
        </div>
        <div>
          <dt>{t("fact.created")}</dt>
          <dd>
            <TimeAgo iso={run.created} />
          </dd>
        </div>
        <RunningTime run={run} attributes={attributes} />
        {run.tags.length > 0 && (
          <div>
            <dt className={classes.hidden}>{t("fact.tags")}</dt>
            <dd className={classes.tags}>
              {run.tags.map((tag) => (
                <bdi key={tag} className={classes.tag} title={tag}>
                  {tag}
                </bdi>
              ))}
            </dd>
          </div>
        )}
      </dl>
      {(run.trashed || isArchived) && <RunPlace run={run} role={role} isGuest={isGuest} attributes={attributes} />}
      {description?.type === "string" && description.value !== "" && (
        <p className={classes.description} title={description.value}>
          <bdi>{description.value}</bdi>
        </p>
      )}
    </header>
  );
}

function RunningTime({ run, attributes }: Pick<Props, "run" | "attributes">) {
  const { t } = useTranslation("run");
  const now = useNow();
  const known = attributes?.find((attribute) => attribute.path === "sys/running_time");
  const since = (now - new Date(run.created).getTime()) / 1000;
  const stored = known?.type === "float" || known?.type === "int" ? toNumber(known.value) : undefined;
  // Between two answers of the server the clock of a running run goes on.
  const seconds = run.state === "running" ? Math.max(stored ?? 0, since) : stored;
  if (seconds === undefined || !Number.isFinite(seconds)) return null;
  return (
    <div>
      <dt>{t("fact.duration")}</dt>
      <dd>{formatDuration(seconds)}</dd>
    </div>
  );
}
