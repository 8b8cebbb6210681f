import { ActionIcon, Tooltip } from "@mantine/core";
import { LocateFixed, Pencil, Trash2 } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { type Pin, pinKey, type PlacedPin } from "../lib/pins";
import { PinForm } from "./pin-form";
import { PinText } from "./pin-text";
import classes from "./pins.module.css";
import { usePins } from "./pins-provider";

interface Props {
  pins: readonly (Omit<PlacedPin, "x"> & { readonly x?: number })[];
  /** Undefined where all of them are in sight. */
  onJump?: (pin: Pin, x: number) => void;
}

const atFirst = 100;

/** Notes in full; those who may change them and take them away. */
export function PinList({ pins, onJump }: Props) {
  const { t } = useTranslation("charts");
  const { refusal, onChange, onDelete } = usePins();
  const [editing, setEditing] = useState<string>();
  // Its button gets the focus back when the form has gone.
  const [edited, setEdited] = useState<string>();
  const [limit, setLimit] = useState(atFirst);
  const edit = (key: string) => {
    setEditing(key);
    setEdited(key);
  };
  return (
    <>
      <ul className={classes.list}>
        {pins.slice(0, limit).map((shown) => {
          const { pin, x } = shown;
          const key = pinKey(shown);
          const named = pin.text.slice(0, 60);
          return (
            <li key={key} className={classes.one}>
              {editing === key ? (
                <PinForm
                  text={pin.text}
                  onSave={async (text) => {
                    const isDone = await onChange(pin, text);
                    if (isDone) setEditing(undefined);
                    return isDone;
                  }}
                  onCancel={() => setEditing(undefined)}
                />
              ) : (
                <>
                  <PinText shown={shown} isShort={onJump !== undefined} />
                  <span className={classes.actions}>
                    {onJump && x !== undefined && (
                      <Tooltip label={t("pins.jump")}>
                        <ActionIcon size="sm" aria-label={t("pins.jumpNamed", { text: named })} onClick={() => onJump(pin, x)}>
                          <LocateFixed size={13} />
                        </ActionIcon>
                      </Tooltip>
                    )}
                    {pin.noteId !== undefined && (
                      <>
                        <Tooltip label={refusal ?? t("pins.edit")}>
                          <ActionIcon size="sm" aria-label={t("pins.editNamed", { text: named })} data-disabled={refusal !== undefined || undefined} aria-disabled={refusal !== undefined} autoFocus={edited === key} onClick={() => refusal === undefined && edit(key)}>
                            <Pencil size={13} />
                          </ActionIcon>
                        </Tooltip>
                        <Tooltip label={refusal ?? t("pins.delete")}>
                          <ActionIcon size="sm" aria-label={t("pins.deleteNamed", { text: named })} data-disabled={refusal !== undefined || undefined} aria-disabled={refusal !== undefined} onClick={() => refusal === undefined && void onDelete(pin)}>
                            <Trash2 size={13} />
                          </ActionIcon>
                        </Tooltip>
                      </>
                    )}
                  </span>
                </>
              )}
            </li>
          );
        })}
      </ul>
      {pins.length > limit && (
        <button type="button" className={classes.moreButton} onClick={() => setLimit(limit + atFirst)}>
          {t("pins.more", { count: pins.length - limit })}
        </button>
      )}
    </>
  );
}
