import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { artifactQuery } from "@/api/queries";
import { PanelError, PanelLoading } from "@/components/panel-message";
import { formatBytes } from "@/lib/format";
import classes from "./attribute-detail.module.css";

// More rows at once are slow to lay out; a version may have a hundred thousand files.
const mostRows = 500;

/** Which files a version of an artifact consists of. */
export function ArtifactFiles({ runId, path }: { runId: string; path: string }) {
  const { t } = useTranslation("run");
  const { data, error, refetch } = useQuery(artifactQuery(runId, path));
  if (error && !data) return <PanelError error={error} onRetry={() => void refetch()} />;
  if (!data) return <PanelLoading />;
  if (!data.isListed) return <p className={classes.note}>{t("artifact.notListed")}</p>;
  const shown = data.files.slice(0, mostRows);
  const left = Number(data.total) - shown.length;
  return (
    <>
      <p className={classes.note}>{t("artifact.files", { count: Number(data.total), size: formatBytes(Number(data.size)) })}</p>
      <div className={classes.files} tabIndex={0} role="region" aria-label={path}>
        <table>
          <thead>
            <tr>
              <th scope="col">{t("artifact.file")}</th>
              <th scope="col">{t("file.size")}</th>
            </tr>
          </thead>
          <tbody>
            {shown.map((file) => (
              <tr key={file.path}>
                <th scope="row" title={file.hash}>
                  <bdi>{file.path}</bdi>
                </th>
                <td data-number>{file.size === null ? "–" : formatBytes(Number(file.size))}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {left > 0 && <p className={classes.note}>{t("artifact.cut", { count: left })}</p>}
    </>
  );
}
