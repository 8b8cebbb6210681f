import { Button, Modal, Select } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { projectsQuery } from "@/api/queries";
import { useNoRight } from "@/selection/use-no-right";
import classes from "./confirm-dialog.module.css";

interface Props {
  projectId: string;
  count: number;
  /** The person may change runs here, and so take them away. */
  mayMove: boolean;
  onTransfer: (kind: "copy" | "move", target: string) => void;
  onClose: () => void;
}

/** Asks which project runs are to be copied or moved to. */
export function TransferDialog({ projectId, count, mayMove, onTransfer, onClose }: Props) {
  const noRight = useNoRight();
  const { t } = useTranslation(["runs", "common"]);
  const projects = useQuery(projectsQuery);
  const [target, setTarget] = useState<string | null>(null);
  const others = (projects.data ?? []).filter(({ id, role }) => id !== projectId && (role === "owner" || role === "contributor"));
  const go = (kind: "copy" | "move") => () => {
    if (target === null) return;
    onClose();
    onTransfer(kind, target);
  };
  return (
    <Modal opened onClose={onClose} title={t("transfer.title", { count })} size="sm" closeButtonProps={{ "aria-label": t("common:close") }}>
      <p className={classes.text}>{t("transfer.hint")}</p>
      <Select
        mt="sm"
        searchable
        openOnFocus={false}
        label={t("transfer.project")}
        value={target}
        onChange={setTarget}
        data={others.map(({ id, workspace, name }) => ({ value: id, label: `${workspace}/${name}` }))}
        nothingFoundMessage={t("views.noOther")}
        error={projects.isSuccess && others.length === 0 ? t("views.noOther") : undefined}
      />
      <div className={classes.buttons}>
        <Button variant="default" disabled={target === null || !mayMove} title={mayMove ? undefined : noRight} onClick={go("move")}>
          {t("transfer.move")}
        </Button>
        <Button disabled={target === null} onClick={go("copy")}>
          {t("transfer.copy")}
        </Button>
      </div>
    </Modal>
  );
}
