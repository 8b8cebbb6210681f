import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import type { FileValue } from "@/api/types";
import { PanelError, PanelLoading } from "@/components/panel-message";
import { formatBytes } from "@/lib/format";
import { fileTextQuery } from "../api/run";
import classes from "./attribute-detail.module.css";

/** The content of a file of text, as far as it can be read at a glance. */
export function FileText({ file, address, name }: { file: FileValue; address: string; name: string }) {
  const { t } = useTranslation("run");
  const { data, error, refetch } = useQuery(fileTextQuery(address, file));
  if (error && !data) return <PanelError error={error} onRetry={() => void refetch()} />;
  if (!data) return <PanelLoading />;
  return (
    <>
      <pre className={classes.fileText} tabIndex={0} aria-label={name}>
        {data.text}
      </pre>
      {data.leftOut > 0 && <p className={classes.note}>{t("file.cut", { size: formatBytes(data.leftOut) })}</p>}
    </>
  );
}
