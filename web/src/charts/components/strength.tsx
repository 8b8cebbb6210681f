import { Slider } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { SmoothingKind } from "../lib/address";
import { smoothingFor } from "../lib/smoothing";
import classes from "./strength.module.css";

interface Props {
  strength: number;
  kind: SmoothingKind;
  label: string;
  isDisabled?: boolean;
  onStrength: (strength: number) => void;
}

/** A strength of smoothing from off to almost flat, said as its kind counts it: a weight, points, or a deviation. */
export function Strength({ strength, kind, label, isDisabled = false, onStrength }: Props) {
  const { t } = useTranslation("charts");
  const asked = smoothingFor(kind, strength);
  const text = asked === undefined ? t("off") : kind === "exponential" ? asked.strength.toFixed(2) : kind === "gaussian" ? `σ ${asked.strength}` : t("windowOf", { count: asked.strength });
  return (
    <div className={classes.strength} title={isDisabled ? t("notOfGroups") : undefined}>
      <Slider
        className={classes.slider}
        size={3}
        min={0}
        max={0.99}
        step={0.01}
        value={isDisabled ? 0 : strength}
        disabled={isDisabled}
        label={null}
        thumbLabel={label}
        thumbValueText={text}
        onChange={onStrength}
      />
      <span data-number>{isDisabled ? t("off") : text}</span>
    </div>
  );
}
