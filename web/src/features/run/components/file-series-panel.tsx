import { ActionIcon, Button, Modal, Slider, Tooltip } from "@mantine/core";
import { useQueries, useQuery } from "@tanstack/react-query";
import { ChevronLeft, ChevronRight, ChevronsRight } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { LinkButton } from "@/components/link-button";
import { PanelError, PanelLoading } from "@/components/panel-message";
import { formatBytes, formatNumber } from "@/lib/format";
import { stringifySearch } from "@/lib/search-params";
import { entryAddress, filesQuery } from "../api/run";
import { putIndex } from "../lib/address";
import classes from "./file-series-panel.module.css";

interface Props {
  runId: string;
  path: string;
  total: number;
  view: "slider" | "gallery";
  /** Undefined: the last one, also when more come. */
  index: number | undefined;
  onIndex: (index: number | undefined) => void;
}

/** One series of files: a slider over its steps, or all of them side by side. */
export function FileSeriesPanel(props: Props) {
  const { path, view } = props;
  return (
    <section className={classes.panel} id={path} aria-label={path}>
      <h2 className={classes.name} title={path}>
        <bdi>{path}</bdi>
      </h2>
      {view === "gallery" ? <Gallery {...props} /> : <Stepper {...props} />}
    </section>
  );
}

function Stepper({ runId, path, total, index, onIndex }: Props) {
  const { t } = useTranslation("run");
  const [dragged, setDragged] = useState<number>();
  const last = Math.max(0, total - 1);
  const shown = Math.min(last, dragged ?? index ?? last);
  const { data, error, refetch } = useQuery(filesQuery(runId, path, shown, 1));
  const entry = data?.entries[0];
  const go = (to: number) => onIndex(to >= last ? undefined : Math.max(0, to));
  return (
    <>
      {error && !data ? (
        <PanelError error={error} onRetry={() => void refetch()} />
      ) : !entry ? (
        <PanelLoading />
      ) : (
        <Entry runId={runId} path={path} index={entry.index} mediaType={entry.file.mediaType} name={entry.name ?? path} />
      )}
      <p className={classes.caption}>
        {entry && (
          <>
            <span>{t("images.step", { step: formatNumber(entry.step) })}</span>
            {entry.name && <bdi>{entry.name}</bdi>}
            {entry.description && <bdi className={classes.description}>{entry.description}</bdi>}
            <span className={classes.size}>{formatBytes(entry.file.size)}</span>
          </>
        )}
      </p>
      <div className={classes.steps}>
        <ActionIcon size="sm" aria-label={t("images.previous")} disabled={shown === 0} onClick={() => go(shown - 1)}>
          <ChevronLeft size={14} />
        </ActionIcon>
        <Slider
          className={classes.slider}
          size={3}
          min={0}
          max={Math.max(1, last)}
          disabled={last === 0}
          value={shown}
          label={null}
          thumbLabel={t("images.place", { path })}
          onChange={setDragged}
          onChangeEnd={(to) => {
            setDragged(undefined);
            go(to);
          }}
        />
        <ActionIcon size="sm" aria-label={t("images.next")} disabled={shown === last} onClick={() => go(shown + 1)}>
          <ChevronRight size={14} />
        </ActionIcon>
        <Tooltip label={t("images.last")}>
          <ActionIcon size="sm" aria-label={t("images.last")} disabled={index === undefined} onClick={() => onIndex(undefined)}>
            <ChevronsRight size={14} />
          </ActionIcon>
        </Tooltip>
        <span className={classes.place}>
          {shown + 1} / {total}
        </span>
        <LinkButton address={() => placeAddress(path, shown)} label={path} />
      </div>
    </>
  );
}

/** This page with one entry of one series: what others stand at is of no matter to whoever follows the link. */
const placeAddress = (path: string, index: number) => `${window.location.pathname}${stringifySearch({ at: putIndex(undefined, path, index) })}#${encodeURIComponent(path)}`;

const pageSize = 60;
const tinyPx = 64;

function Gallery({ runId, path, total }: Props) {
  const { t } = useTranslation("run");
  const [limit, setLimit] = useState(pageSize);
  const [open, setOpen] = useState<number>();
  const pages = useQueries({
    queries: Array.from({ length: limit / pageSize }, (_, page) => filesQuery(runId, path, page * pageSize, pageSize)),
  });
  const entries = pages.flatMap(({ data }) => data?.entries ?? []);
  const failed = pages.find(({ isError }) => isError);
  if (failed && entries.length === 0) return <PanelError error={failed.error} onRetry={() => void failed.refetch()} />;
  if (entries.length === 0) return <PanelLoading />;
  const opened = entries.find(({ index }) => index === open);
  return (
    <>
      <ul className={classes.gallery}>
        {entries.map(({ index, step, name, file }) => (
          <li key={index}>
            <button type="button" className={classes.thumbnail} onClick={() => setOpen(index)}>
              <Entry runId={runId} path={path} index={index} mediaType={file.mediaType} name={name ?? path} />
              <span className={classes.caption}>{t("images.step", { step: formatNumber(step) })}</span>
            </button>
          </li>
        ))}
      </ul>
      {total > entries.length && (
        <Button variant="default" onClick={() => setLimit(limit + pageSize)}>
          {t("images.more", { count: total - entries.length })}
        </Button>
      )}
      {opened && (
        <Modal
          opened
          onClose={() => setOpen(undefined)}
          size="xl"
          title={t("images.step", { step: formatNumber(opened.step) })}
          closeButtonProps={{ "aria-label": t("images.close") }}
        >
          <div className={classes.large}>
            <ActionIcon
              aria-label={t("images.previous")}
              disabled={opened.index === 0}
              onClick={() => setOpen(opened.index - 1)}
            >
              <ChevronLeft size={18} />
            </ActionIcon>
            <Entry runId={runId} path={path} index={opened.index} mediaType={opened.file.mediaType} name={opened.name ?? path} />
            <ActionIcon
              aria-label={t("images.next")}
              disabled={opened.index >= entries.length - 1}
              onClick={() => setOpen(opened.index + 1)}
            >
              <ChevronRight size={18} />
            </ActionIcon>
          </div>
          <p className={classes.caption}>
            {opened.name && <bdi>{opened.name}</bdi>} {opened.description && <bdi>{opened.description}</bdi>}
          </p>
        </Modal>
      )}
    </>
  );
}

function Entry({ runId, path, index, mediaType, name }: { runId: string; path: string; index: number; mediaType: string; name: string }) {
  const { t } = useTranslation("run");
  const address = entryAddress(runId, path, index);
  if (!mediaType.startsWith("image/")) {
    return (
      <a className={classes.file} href={address} download>
        {t("images.notAnImage", { mediaType })}
      </a>
    );
  }
  return (
    <img
      className={classes.image}
      src={address}
      alt={name}
      loading="lazy"
      onLoad={({ currentTarget: image }) => {
        // A picture of a few pixels, such as one digit, is shown with its pixels and not blurred.
        image.dataset.tiny = String(image.naturalWidth <= tinyPx && image.naturalHeight <= tinyPx);
      }}
    />
  );
}
