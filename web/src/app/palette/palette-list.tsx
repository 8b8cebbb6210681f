import { useDebouncedValue } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { useRouter } from "@tanstack/react-router";
import { clsx } from "clsx";
import { type Ref, useEffect, useImperativeHandle, useState } from "react";
import { useTranslation } from "react-i18next";
import { projectQuery } from "@/api/queries";
import { usePlace } from "../shell/use-place";
import { type Command, useCommands } from "./commands";
import classes from "./palette.module.css";

const typingPauseMs = 120;

/** What the keys in the palette's field do to its list. */
export interface PaletteMoves {
  readonly go: (by: 1 | -1) => void;
  readonly run: () => void;
}

interface Props {
  ref: Ref<PaletteMoves>;
  text: string;
  /** The id of the option that Enter would take. */
  onChosen: (id: string | undefined) => void;
  onBusy: (isBusy: boolean) => void;
  onClose: () => void;
}

/** All that the text could mean, best first. */
export function PaletteList({ ref, text, onChosen, onBusy, onClose }: Props) {
  const { t } = useTranslation("palette");
  const router = useRouter();
  const { workspace, project: projectName } = usePlace();
  const project = useQuery({ ...projectQuery(workspace ?? "", projectName ?? ""), enabled: workspace !== undefined && projectName !== undefined });
  const [searched] = useDebouncedValue(text.trim(), typingPauseMs);
  const { groups, isSearching } = useCommands(text.trim(), searched, project.data, router);
  const all = groups.flatMap(({ commands }) => commands);
  // Another text begins at its first answer again.
  const [place, setPlace] = useState({ text, at: 0 });
  const at = place.text === text ? place.at : 0;
  const setAt = (next: number) => setPlace({ text, at: next });
  const chosen = all[Math.min(at, all.length - 1)];
  const run = (command: Command | undefined) => {
    if (command === undefined) return;
    onClose();
    command.run();
  };
  useImperativeHandle(ref, () => ({
    go: (by) => setAt(Math.max(0, Math.min(at + by, all.length - 1))),
    run: () => run(chosen),
  }));
  const chosenId = chosen && `command-${chosen.id}`;
  useEffect(() => onChosen(chosenId), [chosenId, onChosen]);
  useEffect(() => onBusy(isSearching), [isSearching, onBusy]);
  return (
    <>
      {groups.map(({ title, commands }) => (
        <div key={title} role="group" aria-label={title}>
          <div className={classes.title} aria-hidden="true">
            {title}
          </div>
          {commands.map((command) => (
            <div
              key={command.id}
              id={`command-${command.id}`}
              ref={(element) => {
                if (command === chosen) element?.scrollIntoView({ block: "nearest" });
              }}
              role="option"
              aria-selected={command === chosen}
              className={clsx(classes.command, command === chosen && classes.chosen)}
              onPointerMove={() => setAt(all.indexOf(command))}
              onClick={() => run(command)}
              onKeyDown={undefined}
            >
              <command.Icon size={15} aria-hidden="true" className={classes.icon} />
              <bdi className={classes.name}>{command.label}</bdi>
              {command.detail !== undefined && <bdi className={classes.detail}>{command.detail}</bdi>}
              {command.keys !== undefined && <kbd className={classes.keys}>{command.keys}</kbd>}
            </div>
          ))}
        </div>
      ))}
      {all.length === 0 && !isSearching && <p className={classes.nothing}>{t("nothing")}</p>}
    </>
  );
}
