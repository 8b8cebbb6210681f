import { Button, Popover } from "@mantine/core";
import { Flag } from "lucide-react";
import { lazy, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { PanelLoading } from "@/components/panel-message";
import { formatCount } from "@/lib/format";
import { loadPart } from "@/lib/load-part";
import type { Pin } from "../lib/pins";
import { fitWindow } from "./fit-window";
import classes from "./pins.module.css";
import type { Pinned } from "./use-pinned";

const PinList = lazy(async () => ({ default: (await loadPart(() => import("./pin-list"))).PinList }));

/** All notes of the runs of a chart, also those that have no place in it. */
export function PinPopover({ pinned: { placed, unplaced }, onJump }: { pinned: Pinned; onJump: (pin: Pin, x: number) => void }) {
  const { t } = useTranslation("charts");
  const [isOpen, setOpen] = useState(false);
  // Then the focus goes to the flag.
  const [isJumping, setJumping] = useState(false);
  const count = placed.length + unplaced.length;
  if (count === 0 && !isOpen) return null;
  return (
    <Popover opened={isOpen} onChange={setOpen} position="bottom-end" width={340} shadow="md" middlewares={fitWindow} trapFocus returnFocus={!isJumping}>
      <Popover.Target>
        <Button
          variant="default"
          size="compact-sm"
          leftSection={<Flag size={13} />}
          aria-label={t("pins.count", { count })}
          title={t("pins.count", { count })}
          onClick={() => {
            setJumping(false);
            setOpen(!isOpen);
          }}
        >
          {formatCount(count)}
        </Button>
      </Popover.Target>
      <Popover.Dropdown className={classes.dropdown}>
        <div className={classes.scroll} tabIndex={0} role="region" aria-label={t("pins.label")}>
          <Suspense fallback={<PanelLoading />}>
            <PinList
              pins={[...placed, ...unplaced]}
              onJump={(pin, x) => {
                setJumping(true);
                setOpen(false);
                onJump(pin, x);
              }}
            />
          </Suspense>
        </div>
      </Popover.Dropdown>
    </Popover>
  );
}
