import { ActionIcon, Popover } from "@mantine/core";
import { Share2 } from "lucide-react";
import { lazy, Suspense, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { PanelLoading } from "@/components/panel-message";
import { loadPart } from "@/lib/load-part";
import classes from "./share-button.module.css";
import { usePlace } from "./use-place";

const ShareDialog = lazy(async () => ({ default: (await loadPart(() => import("./share-dialog"))).ShareDialog }));

/** Opens what makes links to the page in sight. */
export function ShareButton() {
  const { t } = useTranslation("shell");
  const { workspace, project } = usePlace();
  const [isOpen, setOpen] = useState(false);
  useEffect(() => {
    const open = () => setOpen(true);
    document.addEventListener("nereid:share", open);
    return () => document.removeEventListener("nereid:share", open);
  }, []);
  if (workspace === undefined || project === undefined) return null;
  return (
    <Popover opened={isOpen} onChange={setOpen} position="bottom-end" width={360} trapFocus withinPortal>
      <Popover.Target>
        <ActionIcon aria-label={t("share.label")} title={t("share.label")} aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
          <Share2 size={16} />
        </ActionIcon>
      </Popover.Target>
      <Popover.Dropdown className={classes.dropdown} aria-label={t("share.label")}>
        <Suspense fallback={<PanelLoading />}>
          <ShareDialog workspace={workspace} name={project} />
        </Suspense>
      </Popover.Dropdown>
    </Popover>
  );
}
