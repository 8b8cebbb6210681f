import { Modal } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { useRouter } from "@tanstack/react-router";
import { clsx } from "clsx";
import { Search } from "lucide-react";
import { type KeyboardEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { projectQuery } from "@/api/queries";
import { usePlace } from "../shell/use-place";
import { type Command, useCommands } from "./commands";
import classes from "./palette.module.css";

const typingPauseMs = 120;

/** One box for everything: projects, runs, attributes, views, pages and commands. */
export function Palette({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation("palette");
  const router = useRouter();
  const { workspace, project: projectName } = usePlace();
  const project = useQuery({ ...projectQuery(workspace ?? "", projectName ?? ""), enabled: workspace !== undefined && projectName !== undefined });
  const [text, setText] = useState("");
  const [searched] = useDebouncedValue(text.trim(), typingPauseMs);
  const { groups, isSearching } = useCommands(text.trim(), searched, project.data, router);
  const all = groups.flatMap(({ commands }) => commands);
  const [at, setAt] = useState(0);
  const chosen = all[Math.min(at, all.length - 1)];
  const run = (command: Command | undefined) => {
    if (command === undefined) return;
    onClose();
    command.run();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    if (event.key === "ArrowDown") setAt(Math.min(at + 1, all.length - 1));
    else if (event.key === "ArrowUp") setAt(Math.max(at - 1, 0));
    else if (event.key === "Enter") run(chosen);
    else return;
    event.preventDefault();
  };
  return (
    <Modal opened onClose={onClose} withCloseButton={false} size={620} padding={0} yOffset="12vh" transitionProps={{ duration: 80 }} aria-label={t("title")}>
      <div className={classes.field}>
        <Search size={16} aria-hidden="true" />
        <input
          data-autofocus
          role="combobox"
          aria-expanded="true"
          aria-controls="palette-list"
          aria-activedescendant={chosen && `command-${chosen.id}`}
          aria-label={t("title")}
          placeholder={t(project.data ? "hintProject" : "hint")}
          value={text}
          onChange={(event) => {
            setText(event.currentTarget.value);
            setAt(0);
          }}
          onKeyDown={onKeyDown}
        />
        {isSearching && <span className={classes.busy} role="status" aria-label={t("searching")} />}
      </div>
      <div id="palette-list" role="listbox" aria-label={t("title")} className={classes.list}>
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
      </div>
    </Modal>
  );
}
