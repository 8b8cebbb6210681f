import { Button, Modal } from "@mantine/core";
import { useTranslation } from "react-i18next";
import classes from "./confirm-dialog.module.css";

interface Props {
  title: string;
  text: string;
  action: string;
  onConfirm: () => void;
  onClose: () => void;
}

/** Asks before what cannot be taken back. The safe answer has the focus. */
export function ConfirmDialog({ title, text, action, onConfirm, onClose }: Props) {
  const { t } = useTranslation("common");
  return (
    <Modal opened onClose={onClose} title={title} size="sm" closeButtonProps={{ "aria-label": t("close") }}>
      <p className={classes.text}>{text}</p>
      <div className={classes.buttons}>
        <Button data-autofocus variant="default" onClick={onClose}>
          {t("cancel")}
        </Button>
        <Button
          color="red"
          onClick={() => {
            onClose();
            onConfirm();
          }}
        >
          {action}
        </Button>
      </div>
    </Modal>
  );
}
