import { Button, Popover, SegmentedControl, Switch } from "@mantine/core";
import { Check } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { colorCount, dashes } from "@/charts/lib/line-style";
import { Anchor, type Spot } from "./anchor";
import classes from "./color-editor.module.css";

interface Props {
  spot: Spot;
  title: string;
  mayShare: boolean;
  onChoose: (style: { color?: string; dash?: number; width?: number } | undefined | "shuffle", isPrivate: boolean) => void;
  onClose: () => void;
}

/** Gives runs a colour, a dash and a width; for all members or for oneself. */
export function ColorEditor({ spot, title, mayShare, onChoose, onClose }: Props) {
  const { t } = useTranslation("runs");
  const [isPrivate, setPrivate] = useState(!mayShare);
  const [dash, setDash] = useState<number>();
  const [width, setWidth] = useState("");
  const [custom, setCustom] = useState("#0b6b8a");
  const rest = { dash, width: width === "" ? undefined : Number(width) };
  const choose = (color: string | undefined) => {
    onChoose({ color, ...rest }, isPrivate);
    onClose();
  };
  return (
    <Popover opened onClose={onClose} onDismiss={onClose} position="bottom-start" width={264} trapFocus withinPortal>
      <Popover.Target>
        <Anchor spot={spot} />
      </Popover.Target>
      <Popover.Dropdown className={classes.editor} aria-label={title}>
        <h2 className={classes.title}>
          <bdi>{title}</bdi>
        </h2>
        <div className={classes.palette}>
          {Array.from({ length: colorCount }, (_, index) => (
            <button
              key={index}
              type="button"
              className={classes.swatch}
              style={{ background: `var(--data-${index + 1})` }}
              aria-label={t("color.number", { number: index + 1 })}
              data-autofocus={index === 0 || undefined}
              onClick={() => choose(String(index))}
            />
          ))}
        </div>
        <div className={classes.line}>
          <label className={classes.custom}>
            <input type="color" value={custom} onChange={(event) => setCustom(event.currentTarget.value)} />
            {t("color.custom")}
          </label>
          <Button size="compact-xs" variant="default" onClick={() => choose(custom)} leftSection={<Check size={12} />}>
            {t("color.use")}
          </Button>
        </div>
        <div className={classes.dashes} role="radiogroup" aria-label={t("color.dash")}>
          {dashes.map((pattern, index) => (
            <button key={pattern.join()} type="button" role="radio" aria-checked={dash === index} aria-label={t(`color.dashes.${index as 0}`)} className={classes.dash} onClick={() => setDash(dash === index ? undefined : index)}>
              <svg width="44" height="10" aria-hidden="true">
                <line x1="2" x2="42" y1="5" y2="5" stroke="currentColor" strokeWidth="2" strokeDasharray={pattern.join(" ")} />
              </svg>
            </button>
          ))}
        </div>
        <SegmentedControl
          fullWidth
          aria-label={t("color.width")}
          value={width}
          onChange={setWidth}
          data={[
            { value: "", label: t("color.widthAuto") },
            { value: "1", label: "1" },
            { value: "2", label: "2" },
            { value: "3", label: "3" },
          ]}
        />
        <Switch
          mt={12}
          label={t("color.private")}
          checked={isPrivate}
          disabled={!mayShare}
          onChange={(event) => setPrivate(event.currentTarget.checked)}
        />
        <div className={classes.buttons}>
          {(dash !== undefined || width !== "") && (
            <Button size="compact-xs" onClick={() => choose(undefined)}>
              {t("color.applyStyle")}
            </Button>
          )}
          <Button
            size="compact-xs"
            variant="default"
            onClick={() => {
              onChoose("shuffle", isPrivate);
              onClose();
            }}
          >
            {t("color.shuffle")}
          </Button>
          <Button
            size="compact-xs"
            variant="subtle"
            color="gray"
            onClick={() => {
              onChoose(undefined, isPrivate);
              onClose();
            }}
          >
            {t("color.reset")}
          </Button>
        </div>
      </Popover.Dropdown>
    </Popover>
  );
}
