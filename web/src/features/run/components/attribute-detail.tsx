import { ActionIcon, Button } from "@mantine/core";
import { getRouteApi, Link } from "@tanstack/react-router";
import { ArrowLeft, Download } from "lucide-react";
import { type ReactNode, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { type Attribute, type FileValue, type Run, toNumber, type WireNumber } from "@/api/types";
import { MetricPanel } from "@/charts/components/chart-panel";
import { PinsProvider } from "@/charts/components/pins-provider";
import type { ChartsAddress } from "@/charts/lib/address";
import { styleOfRun } from "@/charts/lib/line-style";
import { readSettings } from "@/charts/lib/settings";
import { ChartsTogether } from "@/charts/view/shared";
import { CodeBlock } from "@/components/code-block";
import { CopyButton } from "@/components/copy-button";
import { LinkButton } from "@/components/link-button";
import { TagList } from "@/components/tag-list";
import { attributeText } from "@/lib/attribute-text";
import { formatBytes, formatCount, formatDateTime, formatNumber } from "@/lib/format";
import { entryAddress, fileAddress } from "../api/run";
import { ArtifactFiles } from "./artifact-files";
import classes from "./attribute-detail.module.css";
import { FileText } from "./file-text";

interface Props {
  run: Run;
  attribute: Attribute;
  onClose: () => void;
}

/** One attribute in full, in the way of its type. */
export function AttributeDetail({ run, attribute, onClose }: Props) {
  const { t } = useTranslation(["run", "common"]);
  const { path, type } = attribute;
  return (
    <article className={classes.detail} aria-label={path}>
      <header className={classes.head}>
        <ActionIcon className={classes.back} aria-label={t("run:detail.back")} onClick={onClose}>
          <ArrowLeft size={16} />
        </ActionIcon>
        <h2 className={classes.path}>
          <bdi>{path}</bdi>
        </h2>
        <CopyButton text={path} label={t("run:detail.copyPath")} />
        <LinkButton address={() => window.location.href} label={path} />
        <span className={classes.type}>{t(`common:attributeType.${type}`)}</span>
      </header>
      <Value run={run} attribute={attribute} />
      <section className={classes.code}>
        <h3>{t("run:detail.python")}</h3>
        <CodeBlock code={pythonLine(run, attribute)} copyLabel={t("common:copy.code")} />
      </section>
    </article>
  );
}

const route = getRouteApi("/app/$workspace/$project/runs/$runId");
const chartSettings = readSettings({});

/** A small chart of its own; its zoom is not worth a place in the address. */
function SeriesChart({ run: { id, shortId, name }, path }: { run: Run; path: string }) {
  const { project } = route.useRouteContext();
  const [address, setAddress] = useState<ChartsAddress>({});
  const runs = useMemo(() => [{ id, shortId, name: name ?? shortId, style: styleOfRun(shortId) }], [id, shortId, name]);
  return (
    <div className={classes.chart}>
      <ChartsTogether>
        <PinsProvider project={project} runs={runs} hidden={undefined}>
          <MetricPanel
            path={path}
            runs={runs}
            settings={chartSettings}
            address={address}
            onAddress={(part) => setAddress((earlier) => ({ ...earlier, ...part }))}
          />
        </PinsProvider>
      </ChartsTogether>
    </div>
  );
}

function Value({ run, attribute }: { run: Run; attribute: Attribute }) {
  const { t } = useTranslation("run");
  const { path } = attribute;
  const place = { workspace: run.workspace, project: run.project, runId: run.shortId };
  switch (attribute.type) {
    case "floatSeries":
      return (
        <>
          <SeriesChart key={path} run={run} path={path} />
          <Facts>
            <Fact name={t("detail.last")}>{numberText(attribute.value)}</Fact>
            <Fact name={t("detail.lastStep")}>{numberText(attribute.lastStep)}</Fact>
            <Fact name={t("detail.min")}>{numberText(attribute.min)}</Fact>
            <Fact name={t("detail.max")}>{numberText(attribute.max)}</Fact>
            <Fact name={t("detail.mean")}>{numberText(attribute.mean)}</Fact>
            <Fact name={t("detail.points")}>{formatCount(attribute.count)}</Fact>
            {attribute.nanCount > 0 && <Fact name={t("detail.nan")}>{formatCount(attribute.nanCount)}</Fact>}
          </Facts>
          <Button
            variant="default"
            renderRoot={(props) => (
              <Link {...props} to="/$workspace/$project/runs/$runId/charts" params={place} search={{ chart: path }} />
            )}
          >
            {t("detail.openChart")}
          </Button>
        </>
      );
    case "stringSeries":
      return (
        <>
          <pre className={classes.text} tabIndex={0}>
            {attribute.value ?? ""}
          </pre>
          <Facts>
            <Fact name={t("detail.lines")}>{formatCount(attribute.count)}</Fact>
            <Fact name={t("detail.lastStep")}>{numberText(attribute.lastStep)}</Fact>
          </Facts>
          <Button
            variant="default"
            renderRoot={(props) => (
              <Link {...props} to="/$workspace/$project/runs/$runId/logs" params={place} search={{ series: path }} />
            )}
          >
            {t("detail.openLog")}
          </Button>
        </>
      );
    case "fileSeries":
      return (
        <>
          {attribute.value && (
            <FilePreview file={attribute.value} address={entryAddress(run.id, path, attribute.count - 1)} name={path} />
          )}
          <Facts>
            <Fact name={t("detail.files")}>{formatCount(attribute.count)}</Fact>
            <Fact name={t("detail.lastStep")}>{numberText(attribute.lastStep)}</Fact>
          </Facts>
          <Button
            variant="default"
            renderRoot={(props) => <Link {...props} to="/$workspace/$project/runs/$runId/images" params={place} hash={path} />}
          >
            {t("detail.openImages")}
          </Button>
        </>
      );
    case "file":
      return <FilePreview file={attribute.value} address={fileAddress(run.id, path)} name={path} />;
    case "string":
      return (
        <div className={classes.withCopy}>
          <pre className={classes.text} tabIndex={0}>
            {attribute.value}
          </pre>
          <CopyButton text={attribute.value} label={t("detail.copyValue")} />
        </div>
      );
    case "stringSet":
      return <TagList tags={attribute.value} />;
    case "datetime":
      return (
        <p className={classes.big}>
          <time dateTime={attribute.value}>{formatDateTime(attribute.value)}</time>
        </p>
      );
    case "gitRef":
      return (
        <Facts>
          <Fact name={t("git.commit")}>
            <code>{attribute.value.commitId}</code> <CopyButton text={attribute.value.commitId} label={t("detail.copyValue")} />
          </Fact>
          {attribute.value.message && <Fact name={t("git.message")}>{attribute.value.message}</Fact>}
          {attribute.value.authorName && (
            <Fact name={t("git.author")}>
              {attribute.value.authorName} {attribute.value.authorEmail}
            </Fact>
          )}
          {attribute.value.commitTime && <Fact name={t("git.time")}>{formatDateTime(attribute.value.commitTime)}</Fact>}
          {attribute.value.branch && <Fact name={t("git.branch")}>{attribute.value.branch}</Fact>}
          {attribute.value.dirty !== undefined && (
            <Fact name={t("git.state")}>{t(attribute.value.dirty ? "git.dirty" : "git.clean")}</Fact>
          )}
          {attribute.value.remotes?.map((remote) => (
            <Fact key={remote} name={t("git.remote")}>
              {remote}
            </Fact>
          ))}
        </Facts>
      );
    case "artifact":
      return (
        <>
          <div className={classes.withCopy}>
            <code className={classes.hash}>{attribute.value}</code>
            <CopyButton text={attribute.value} label={t("detail.copyValue")} />
          </div>
          <ArtifactFiles runId={run.id} path={path} />
        </>
      );
    case "histogramSeries":
      return (
        <Facts>
          <Fact name={t("detail.histograms")}>{formatCount(attribute.value)}</Fact>
          <Fact name={t("detail.lastStep")}>{numberText(attribute.lastStep)}</Fact>
        </Facts>
      );
    default: {
      const text = attributeText(attribute);
      return (
        <div className={classes.withCopy}>
          <p className={classes.big}>
            <bdi>{text}</bdi>
          </p>
          <CopyButton text={text} label={t("detail.copyValue")} />
        </div>
      );
    }
  }
}

const numberText = (value: WireNumber | null) => (value === null ? "–" : formatNumber(toNumber(value)));

function Facts({ children }: { children: ReactNode }) {
  return <dl className={classes.facts}>{children}</dl>;
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function FilePreview({ file, address, name }: { file: FileValue; address: string; name: string }) {
  const { t } = useTranslation("run");
  return (
    <>
      {file.mediaType.startsWith("image/") && <img className={classes.image} src={address} alt={name} loading="lazy" />}
      {file.mediaType.startsWith("text/") && <FileText file={file} address={address} name={name} />}
      <Facts>
        <Fact name={t("file.kind")}>{[file.mediaType, file.extension && `.${file.extension}`].filter(Boolean).join(" · ")}</Fact>
        <Fact name={t("file.size")}>{formatBytes(file.size)}</Fact>
        <Fact name={t("file.hash")}>
          <code className={classes.hash}>{file.sha256}</code>
        </Fact>
      </Facts>
      <Button
        variant="default"
        leftSection={<Download size={14} />}
        renderRoot={({ children, ...props }) => (
          <a {...props} href={address} download>
            {children}
          </a>
        )}
      >
        {t("file.download")}
      </Button>
    </>
  );
}

/** The line of Python that reads the same. */
function pythonLine(run: Run, { path, type }: Attribute): string {
  const open = `run = neptune.init_run(project="${run.workspace}/${run.project}", with_id="${run.shortId}", mode="read-only")`;
  const key = JSON.stringify(path);
  const isSeries = type === "floatSeries" || type === "stringSeries";
  const isFile = type === "file" || type === "fileSeries";
  return `${open}\nrun[${key}].${isSeries ? "fetch_values()" : isFile ? "download()" : "fetch()"}`;
}
