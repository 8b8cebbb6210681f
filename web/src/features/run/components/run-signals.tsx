import { Button, Popover, Tooltip } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { OctagonX, Square } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Project } from "@/api/types";
import { describeError } from "@/lib/errors";
import { sendSignal, type Signal } from "../api/run";
import classes from "./run-signals.module.css";

/** Stop and abort for a run that goes on; each asks once before it acts and says whether anyone was told. */
export function RunSignals({ runId, role }: { runId: string; role: Project["role"] }) {
  const may = role === "contributor" || role === "owner";
  return (
    <div className={classes.signals}>
      <SignalButton kind="stop" runId={runId} may={may} />
      <SignalButton kind="abort" runId={runId} may={may} />
    </div>
  );
}

function SignalButton({ kind, runId, may }: { kind: Signal; runId: string; may: boolean }) {
  const { t } = useTranslation("run");
  const [isOpen, setOpen] = useState(false);
  const send = useMutation({ mutationFn: () => sendSignal(runId, kind) });
  const Icon = kind === "stop" ? Square : OctagonX;
  return (
    <Popover position="bottom-end" width={260} shadow="md" opened={isOpen} onChange={setOpen} trapFocus>
      <Tooltip label={may ? t(`signal.${kind}.hint`) : t("signal.noRight")}>
        <Popover.Target>
          <Button
            variant="default"
            color={kind === "abort" ? "red" : undefined}
            leftSection={<Icon size={14} />}
            data-disabled={!may || undefined}
            aria-disabled={!may}
            onClick={() => {
              if (!may) return;
              send.reset();
              setOpen(!isOpen);
            }}
          >
            {t(`signal.${kind}.label`)}
          </Button>
        </Popover.Target>
      </Tooltip>
      <Popover.Dropdown>
        <div className={classes.ask}>
          {send.isSuccess ? (
            <p role="status">{t(send.data > 0 ? "signal.sent" : "signal.nobody")}</p>
          ) : (
            <>
              <p>{t(`signal.${kind}.ask`)}</p>
              {send.isError && (
                <p className={classes.error} role="alert">
                  {describeError(send.error)}
                </p>
              )}
              <div className={classes.actions}>
                <Button variant="default" onClick={() => setOpen(false)}>
                  {t("signal.keep")}
                </Button>
                <Button color={kind === "abort" ? "red" : undefined} loading={send.isPending} onClick={() => send.mutate()}>
                  {t(`signal.${kind}.label`)}
                </Button>
              </div>
            </>
          )}
        </div>
      </Popover.Dropdown>
    </Popover>
  );
}
