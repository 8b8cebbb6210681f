import { Menu, NumberInput, TextInput } from "@mantine/core";
import { ArrowDownAZ, ArrowLeft, ArrowRight, ArrowUpAZ, Group as GroupIcon, Palette, Pencil, Pin, PinOff, X } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { FormulaField } from "@/charts/components/formula-field";
import { MenuChoice } from "@/components/menu-choice";
import { type Sort, sortBy } from "../lib/address";
import { aggregates, type ColumnSpec, columnKey, type Figure, displays, isWorkedOut, marks, order } from "../lib/column-spec";
import { canSort } from "../lib/columns";
import { Anchor, type Spot } from "./anchor";
import classes from "./column-menu.module.css";

interface Props {
  spec: ColumnSpec;
  columns: readonly ColumnSpec[];
  spot: Spot;
  isNumeric: boolean;
  isSeries: boolean;
  /** Paths of other float series: of the table's columns, or, for a formula, of the project. */
  otherSeries: readonly string[];
  /** Its values may be changed in their cells, if the person wants that. */
  mayBeEdited: boolean;
  isGrouped: boolean;
  isColor: boolean;
  onColumns: (columns: readonly ColumnSpec[]) => void;
  onSort: (sorts: readonly Sort[]) => void;
  onGroup: (key: string) => void;
  onColor: (key: string | undefined) => void;
  onClose: () => void;
}

/** All that can be done with a column, in reach of the keyboard. */
export function ColumnMenu(props: Props) {
  const { spec, columns, spot, isNumeric, isSeries, otherSeries, mayBeEdited, isGrouped, isColor, onColumns, onSort, onGroup, onColor, onClose } = props;
  const { t } = useTranslation("runs");
  const key = columnKey(spec);
  const index = columns.findIndex((column) => columnKey(column) === key);
  const [label, setLabel] = useState(spec.label ?? "");
  const change = (part: Partial<ColumnSpec>) => onColumns(order(columns.map((column, i) => (i === index ? { ...column, ...part } : column))));
  const move = (by: number) => {
    const moved = [...columns];
    const [column] = moved.splice(index, 1);
    if (column === undefined) return;
    moved.splice(index + by, 0, column);
    onColumns(order(moved));
  };
  const [step, setStep] = useState<string | number>("");
  const setFigure = (figure: Figure) => change({ figure, aggregate: "last", mark: "none" });
  const takeStep = () => {
    if (typeof step === "number") setFigure({ kind: "atStep", step });
  };
  const isSystem = spec.path.startsWith("sys/");
  return (
    <Menu opened onClose={onClose} position="bottom-start" width={232} withinPortal>
      <Menu.Target>
        <Anchor spot={spot} />
      </Menu.Target>
      <Menu.Dropdown className={classes.menu} aria-label={t("columnMenu.open", { column: spec.label ?? spec.path })}>
        {canSort(spec) && (
          <>
            <Menu.Item leftSection={<ArrowUpAZ size={14} />} onClick={() => onSort([sortBy(spec, false)])}>
              {t("columnMenu.ascending")}
            </Menu.Item>
            <Menu.Item leftSection={<ArrowDownAZ size={14} />} onClick={() => onSort([sortBy(spec, true)])}>
              {t("columnMenu.descending")}
            </Menu.Item>
            <Menu.Divider />
          </>
        )}
        {!isWorkedOut(spec) && (
          <>
            <Menu.Item leftSection={<GroupIcon size={14} />} onClick={() => onGroup(key)}>
              {t(isGrouped ? "columnMenu.ungroup" : "columnMenu.group")}
            </Menu.Item>
            <Menu.Item leftSection={<Palette size={14} />} onClick={() => onColor(isColor ? undefined : key)}>
              {t(isColor ? "columnMenu.uncolor" : "columnMenu.color")}
            </Menu.Item>
            <Menu.Divider />
          </>
        )}
        <Menu.Item leftSection={spec.pinned ? <PinOff size={14} /> : <Pin size={14} />} onClick={() => change({ pinned: !spec.pinned })}>
          {t(spec.pinned ? "columnMenu.unpin" : "columnMenu.pin")}
        </Menu.Item>
        <Menu.Item leftSection={<ArrowLeft size={14} />} disabled={index === 0} onClick={() => move(-1)}>
          {t("columnMenu.left")}
        </Menu.Item>
        <Menu.Item leftSection={<ArrowRight size={14} />} disabled={index === columns.length - 1} onClick={() => move(1)}>
          {t("columnMenu.right")}
        </Menu.Item>
        <Menu.Item leftSection={<X size={14} />} disabled={columns.length === 1} onClick={() => onColumns(columns.filter((_, i) => i !== index))}>
          {t("columnMenu.remove")}
        </Menu.Item>
        {mayBeEdited && (
          <MenuChoice kind="check" isOn={spec.isEditable === true} icon={<Pencil size={14} />} onClick={() => change({ isEditable: spec.isEditable ? undefined : true })}>
            {t("columnMenu.editable")}
          </MenuChoice>
        )}
        {isSeries && (
          <>
            <Menu.Divider />
            <Menu.Label>{t("columnMenu.aggregate")}</Menu.Label>
            {aggregates.map((aggregate) => (
              <MenuChoice key={aggregate} kind="one" isOn={spec.figure === undefined && aggregate === spec.aggregate} onClick={() => change({ aggregate, figure: undefined })}>
                {t(aggregate === "min" ? "columnMenu.bestLow" : aggregate === "max" ? "columnMenu.bestHigh" : `aggregate.${aggregate}`)}
              </MenuChoice>
            ))}
            <MenuChoice kind="one" isOn={spec.figure?.kind === "median"} onClick={() => setFigure({ kind: "median" })}>
              {t("figure.median")}
            </MenuChoice>
            {otherSeries.flatMap((other) =>
              (["whereLowest", "whereHighest"] as const).map((kind) => (
                <MenuChoice key={kind + other} kind="one" isOn={spec.figure?.kind === kind && spec.figure.other === other} onClick={() => setFigure({ kind, other })}>
                  <bdi className={classes.long}>{t(`figure.${kind}`, { other })}</bdi>
                </MenuChoice>
              )),
            )}
            <div className={classes.field}>
              <NumberInput
                label={t("columnMenu.atStep")}
                value={spec.figure?.kind === "atStep" ? spec.figure.step : ""}
                onChange={setStep}
                onBlur={takeStep}
                onKeyDown={(event) => {
                  event.stopPropagation();
                  if (event.key === "Escape") onClose();
                  if (event.key !== "Enter") return;
                  takeStep();
                  onClose();
                }}
              />
            </div>
            <Menu.Item onClick={() => addFigures()}>{t("columnMenu.addFigures")}</Menu.Item>
          </>
        )}
        {spec.formula !== undefined && (
          <>
            <Menu.Divider />
            {/* What is typed is for the field, not for the menu, which jumps to items by their letters. */}
            <div role="none" className={classes.field} onKeyDown={(event) => event.key !== "Escape" && event.stopPropagation()}>
              <FormulaField label={t("columns.formula")} paths={otherSeries} formula={spec.formula} onFormula={(formula) => formula !== undefined && change({ path: formula, formula })} />
            </div>
          </>
        )}
        {isNumeric && (
          <>
            <Menu.Divider />
            <Menu.Label>{t("columnMenu.display")}</Menu.Label>
            {displays.map((display) => (
              <MenuChoice key={display} kind="one" staysOpen isOn={display === spec.display} onClick={() => change({ display })}>
                {t(`display.${display}`)}
              </MenuChoice>
            ))}
            {(spec.display === "decimal" || spec.display === "scientific" || spec.display === "percent") && (
              <div className={classes.field}>
                <NumberInput
                  label={t("columnMenu.digits")}
                  min={0}
                  max={12}
                  value={spec.digits ?? (spec.display === "percent" ? 1 : 3)}
                  onChange={(digits) => typeof digits === "number" && change({ digits })}
                />
              </div>
            )}
            {!isWorkedOut(spec) && <Menu.Label>{t("columnMenu.mark")}</Menu.Label>}
            {marks.filter((mark) => !isWorkedOut(spec) && (mark !== "curve" || isSeries)).map((mark) => (
              <MenuChoice key={mark} kind="one" staysOpen isOn={mark === spec.mark} onClick={() => change({ mark })}>
                {t(`mark.${mark}`)}
              </MenuChoice>
            ))}
          </>
        )}
        {!isSystem && (
          <>
            <Menu.Divider />
            <div className={classes.field}>
              <TextInput
                label={t("columnMenu.rename")}
                placeholder={spec.path}
                value={label}
                onChange={(event) => setLabel(event.currentTarget.value)}
                onBlur={() => (label.trim() || undefined) !== spec.label && change({ label: label.trim() || undefined })}
                onKeyDown={(event) => {
                  event.stopPropagation();
                  if (event.key === "Escape") onClose();
                  if (event.key !== "Enter" || event.nativeEvent.isComposing) return;
                  change({ label: label.trim() || undefined });
                  onClose();
                }}
              />
            </div>
          </>
        )}
      </Menu.Dropdown>
    </Menu>
  );

  /** Least, greatest and mean beside this one. */
  function addFigures() {
    const there = new Set(columns.map(columnKey));
    const added = (["min", "max", "mean"] as const).map((aggregate) => ({ ...spec, aggregate, figure: undefined, label: undefined })).filter((column) => !there.has(columnKey(column)));
    onColumns(order([...columns.slice(0, index + 1), ...added, ...columns.slice(index + 1)]));
  }
}
