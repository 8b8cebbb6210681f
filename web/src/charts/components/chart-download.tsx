import { ActionIcon, Menu, Tooltip } from "@mantine/core";
import { Download } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useTheme } from "@/lib/theme";
import { showToast } from "@/lib/toasts";
import { curlFor, pythonFor } from "../export/code";
import { pngOf, saveFile, fileName } from "../export/files";
import { csvOf } from "../export/csv";
import { pointsCsv } from "../export/points-csv";
import { svgOf } from "../export/svg";
import type { LineSpec } from "../lib/chart-lines";
import type { GroupSpec } from "../lib/groups";
import type { ChartModel } from "../view/chart-view";
import { exportColors } from "../view/palette";
import { useXName } from "./use-x-name";

interface Props {
  /** What tells the chart from all others of the page; its title need not. */
  name: string;
  title: string;
  model: ChartModel;
  lines: readonly LineSpec[];
}

/** The points of a group are those of its runs. */
const singleLines = (lines: readonly LineSpec[]): readonly LineSpec[] =>
  lines.flatMap((line) => ("members" in line ? (line as GroupSpec).members.map((run) => ({ ...line, run })) : [line]));

/** One chart as a file: picture or figures. */
export function ChartDownload({ name, title, model, lines }: Props) {
  const { t } = useTranslation("charts");
  const theme = useTheme();
  const xName = useXName(model);
  const [failure, setFailure] = useState<string>();
  const svg = (isLight: boolean) =>
    svgOf(model, { title, xName, more: (count) => t("moreLines", { count }), notes: (count) => t("pins.count", { count }) }, exportColors(isLight ? "light" : theme));
  const attempt = (work: () => Promise<void>) => () => {
    setFailure(undefined);
    void work().catch(() => setFailure(t("download.failed")));
  };
  const copied = async (text: string) => {
    await navigator.clipboard.writeText(text);
    showToast(t("download.copied"));
  };
  const item = (label: string, work: () => Promise<void>) => <Menu.Item onClick={attempt(work)}>{label}</Menu.Item>;
  return (
    <Menu position="bottom-end" withinPortal>
      <Tooltip label={failure ?? t("download.label")} opened={failure === undefined ? undefined : true}>
        <Menu.Target>
          <ActionIcon size="sm" aria-label={t("download.named", { chart: name })}>
            <Download size={14} />
          </ActionIcon>
        </Menu.Target>
      </Tooltip>
      <Menu.Dropdown>
        {item(t("download.png"), async () => saveFile(await pngOf(svg(false)), fileName(title, "png")))}
        {theme === "dark" && item(t("download.pngLight"), async () => saveFile(await pngOf(svg(true)), fileName(title, "png")))}
        {item(t("download.svg"), async () => saveFile(new Blob([svg(true)], { type: "image/svg+xml" }), fileName(title, "svg")))}
        {item(t("download.copy"), async () => navigator.clipboard.write([new ClipboardItem({ "image/png": pngOf(svg(false)) })]))}
        <Menu.Divider />
        {item(t("download.csv"), async () => saveFile(new Blob([csvOf(model)], { type: "text/csv" }), fileName(title, "csv")))}
        {item(t("download.python"), () => copied(pythonFor(singleLines(lines), window.location.pathname.split("/").slice(1, 3).map(decodeURIComponent).join("/"), window.location.origin)))}
        {item(t("download.curl"), () => copied(curlFor(singleLines(lines), window.location.origin)))}
        {item(t("download.points"), async () => saveFile(await pointsCsv(singleLines(lines)), fileName(title, "csv")))}
      </Menu.Dropdown>
    </Menu>
  );
}
