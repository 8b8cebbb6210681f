import { Slider } from "@mantine/core";
import { useTranslation } from "react-i18next";
import classes from "./strength.module.css";

/** A strength of smoothing from off to almost flat. */
export function Strength({ strength, label, onStrength }: { strength: number; label: string; onStrength: (strength: number) => void }) {
  const { t } = useTranslation("charts");
  return (
    <div className={classes.strength}>
      <Slider
        className={classes.slider}
        size={3}
        min={0}
        max={0.99}
        step={0.01}
        value={strength}
        label={null}
        thumbProps={{ "aria-label": label, "aria-valuetext": strength === 0 ? t("off") : strength.toFixed(2) }}
        onChange={onStrength}
      />
      <span data-number>{strength === 0 ? t("off") : strength.toFixed(2)}</span>
    </div>
  );
}
