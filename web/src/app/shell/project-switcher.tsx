import { Popover, TextInput, UnstyledButton, VisuallyHidden } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { clsx } from "clsx";
import { ChevronsUpDown, Search } from "lucide-react";
import { type KeyboardEvent, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { projectQuery, projectsQuery } from "@/api/queries";
import { PanelError, PanelLoading } from "@/components/panel-message";
import { preferencesQuery, useListPreference } from "@/lib/preferences";
import classes from "./project-switcher.module.css";
import { usePlace } from "./use-place";

/** Shows the current project; opens to a list of all, with a search. */
export function ProjectSwitcher({ isFolded, onChosen }: { isFolded: boolean; onChosen: () => void }) {
  const { t } = useTranslation("shell");
  const { workspace, project } = usePlace();
  const [isOpen, setOpen] = useState(false);
  const close = () => {
    setOpen(false);
    onChosen();
  };
  return (
    <Popover opened={isOpen} onChange={setOpen} position="bottom-start" width={288} trapFocus withinPortal>
      <Popover.Target>
        <UnstyledButton className={clsx(classes.current, isFolded && classes.folded)} title={isFolded && project !== undefined ? `${workspace}/${project}` : undefined} onClick={() => setOpen(!isOpen)}>
          <VisuallyHidden>{t("switcher.label")}</VisuallyHidden>
          <span className={classes.names}>
            {project === undefined ? (
              <span className={classes.none}>{t("switcher.none")}</span>
            ) : (
              <>
                <span className={classes.workspace} dir="auto">{workspace}</span>
                <span className={classes.project} dir="auto">{project}</span>
              </>
            )}
          </span>
          <ChevronsUpDown size={14} aria-hidden="true" />
        </UnstyledButton>
      </Popover.Target>
      <Popover.Dropdown className={classes.dropdown}>
        <ProjectList onChosen={close} />
      </Popover.Dropdown>
    </Popover>
  );
}

function ProjectList({ onChosen }: { onChosen: () => void }) {
  const { t } = useTranslation("shell");
  const [text, setText] = useState("");
  const list = useRef<HTMLUListElement>(null);
  const projects = useQuery(projectsQuery);

  const links = () => [...(list.current?.querySelectorAll("a") ?? [])];
  const move = (event: KeyboardEvent) => {
    const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    if (step === 0) return;
    event.preventDefault();
    const all = links();
    const at = all.indexOf(document.activeElement as HTMLAnchorElement);
    all.at(at === -1 && step === -1 ? -1 : Math.min(at + step, all.length - 1))?.focus();
  };
  const openFirst = (event: KeyboardEvent) => {
    if (event.key === "Enter" && !event.nativeEvent.isComposing) links()[0]?.click();
  };

  const wanted = text.trim().toLowerCase();
  const [recent] = useRecentProjects();
  const matching = projects.data?.filter(({ workspace, name }) => `${workspace}/${name}`.toLowerCase().includes(wanted));
  // Those looked at last come first, the newest of them on top.
  const rank = (id: string) => recent.lastIndexOf(id);
  const shown = matching?.toSorted((a, b) => rank(b.id) - rank(a.id));
  const recentCount = shown?.filter(({ id }) => recent.includes(id)).length ?? 0;
  return (
    <div onKeyDown={move} role="presentation">
      <TextInput
        data-autofocus
        variant="unstyled"
        leftSection={<Search size={14} />}
        aria-label={t("switcher.search")}
        placeholder={t("switcher.search")}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        onKeyDown={openFirst}
      />
      <ul ref={list} className={classes.list}>
        {shown?.map(({ id, workspace, name }, index) => (
          <li key={id} className={index === recentCount && index > 0 ? classes.after : undefined}>
            <Link to="/$workspace/$project/runs" params={{ workspace, project: name }} className={classes.item} onClick={onChosen}>
              <span className={classes.itemWorkspace} dir="auto">{workspace}</span>
              <span className={classes.itemName} dir="auto">{name}</span>
            </Link>
          </li>
        ))}
      </ul>
      {shown?.length === 0 && <p className={classes.nothing}>{t("switcher.nothing")}</p>}
      {projects.isPending && <PanelLoading />}
      {projects.isError && <PanelError error={projects.error} onRetry={() => void projects.refetch()} />}
      <Link to="/" className={classes.all} onClick={onChosen}>
        {t("switcher.all")}
      </Link>
    </div>
  );
}

const mostRecent = 8;
const useRecentProjects = () => useListPreference("recent", mostRecent);

/** Remembers which projects a person has looked at. */
export function useNotedProject(): void {
  const { workspace = "", project = "" } = usePlace();
  const { data } = useQuery({ ...projectQuery(workspace, project), enabled: project !== "" });
  const known = useQuery(preferencesQuery).isSuccess;
  const [recent, setRecent] = useRecentProjects();
  const id = data?.id;
  const last = recent.at(-1);
  useEffect(() => {
    if (known && id !== undefined && id !== last) setRecent([...recent.filter((one) => one !== id), id]);
    // Only another project is news; the list itself changes by this.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [known, id]);
}
