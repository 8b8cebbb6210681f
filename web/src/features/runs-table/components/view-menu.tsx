import { ActionIcon, Button, Menu, Modal, Switch, TextInput } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Archive, Check, ChevronDown, Copy, Ellipsis, History, LayoutList, Lock, Pencil, Star, Trash2 } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { projectsQuery } from "@/api/queries";
import type { Project } from "@/api/types";
import { useIsGuest } from "@/api/use-is-guest";
import { MenuChoice } from "@/components/menu-choice";
import { PanelError, PanelLoading } from "@/components/panel-message";
import { TimeAgo } from "@/components/time-ago";
import { describeError } from "@/lib/errors";
import { showToast } from "@/lib/toasts";
import { useNoRight } from "@/selection/use-no-right";
import { createView, deleteView, restoreView, type SavedView, setDefaultView, updateView, versionsQuery, viewsQuery } from "../api/views";
import type { RunsAddress } from "../lib/address";
import { differs, readState, writeState } from "../lib/view-state";
import classes from "./view-menu.module.css";

interface Props {
  project: Project;
  address: RunsAddress;
  mayEdit: boolean;
  /** Shows another state of the table in place of this one. */
  onState: (state: RunsAddress) => void;
}

/** Saved views: which one this is, whether it was changed, and everything that can be done with it. */
export function ViewMenu({ project, address, mayEdit, onState }: Props) {
  const noRight = useNoRight();
  const { t } = useTranslation(["runs", "common"]);
  const queries = useQueryClient();
  const isGuest = useIsGuest();
  const views = useQuery(viewsQuery(project.id));
  const [naming, setNaming] = useState<"new" | "rename">();
  const [history, setHistory] = useState<SavedView>();
  const [copying, setCopying] = useState<SavedView>();
  const current = views.data?.views.find(({ id }) => id === address.view);
  // What is not a view that exists, saved by somebody, stands in one of the three places that always are.
  const isBuiltIn = current === undefined;
  const isChanged = current !== undefined && differs(address, current.state);
  const name = current?.name ?? t(address.in === undefined ? "views.all" : `views.${address.in}`);

  const refresh = () => queries.invalidateQueries({ queryKey: ["project", project.id, "views"] });
  const act = async (work: () => Promise<unknown>, done?: { message: string; undo?: () => void }) => {
    try {
      await work();
      if (done) showToast(done.message, { undo: done.undo });
    } catch (error) {
      showToast(describeError(error), { tone: "bad" });
    }
    await refresh();
  };
  const save = (view: SavedView) =>
    act(() => updateView(project.id, view.id, { name: view.name, isPrivate: view.isPrivate, state: writeState(address), version: view.version }), {
      message: t("views.saved", { name: view.name }),
      undo: () => void act(() => updateView(project.id, view.id, { name: view.name, isPrivate: view.isPrivate, state: view.state })),
    });
  const remove = (view: SavedView) =>
    act(
      async () => {
        await deleteView(project.id, view.id);
        if (address.view === view.id) onState({ ...address, view: undefined });
      },
      { message: t("views.deleted", { name: view.name }), undo: () => void act(() => restoreView(project.id, view.id)) },
    );
  const mayChange = (view: SavedView) => mayEdit || view.isPrivate;

  return (
    <div className={classes.views}>
      <Menu position="bottom-start" width={272} withinPortal>
        <Menu.Target>
          <Button variant="default" leftSection={<LayoutList size={14} />} rightSection={<ChevronDown size={13} />} className={classes.current}>
            <bdi className={classes.name}>{name}</bdi>
            {isChanged && <span className={classes.dot} title={t("views.changed")} />}
          </Button>
        </Menu.Target>
        <Menu.Dropdown className={classes.list}>
          <MenuChoice kind="one" isOn={isBuiltIn && address.in === undefined} icon={<LayoutList size={14} />} onClick={() => onState({ sel: address.sel })}>
            {t("views.all")}
          </MenuChoice>
          <MenuChoice kind="one" isOn={isBuiltIn && address.in === "archived"} icon={<Archive size={14} />} onClick={() => onState({ in: "archived" })}>
            {t("views.archived")}
          </MenuChoice>
          <MenuChoice kind="one" isOn={isBuiltIn && address.in === "trash"} icon={<Trash2 size={14} />} onClick={() => onState({ in: "trash" })}>
            {t("views.trash")}
          </MenuChoice>
          <Menu.Divider />
          {views.isPending && <PanelLoading />}
          {views.isError && <PanelError error={views.error} onRetry={() => void views.refetch()} />}
          {views.data?.views.map((view) => (
            <MenuChoice
              key={view.id}
              kind="one"
              isOn={view.id === address.view}
              icon={view.isPrivate ? <Lock size={14} aria-label={t("views.private")} /> : <LayoutList size={14} />}
              mark={view.id === views.data.default && <Star size={13} aria-label={t("views.isDefault")} />}
              onClick={() => onState({ ...readState(view.state), view: view.id })}
            >
              <bdi className={classes.itemName}>{view.name}</bdi>
            </MenuChoice>
          ))}
          {!isGuest && <Menu.Divider />}
          {!isGuest && <Menu.Item onClick={() => setNaming("new")}>{t("views.saveAs")}</Menu.Item>}
        </Menu.Dropdown>
      </Menu>
      {current && isChanged && (
        <>
          {!isGuest && (
            <Button variant="light" disabled={!mayChange(current)} title={mayChange(current) ? undefined : noRight} onClick={() => void save(current)}>
              {t("common:save")}
            </Button>
          )}
          <Button variant="subtle" color="gray" onClick={() => onState({ ...readState(current.state), view: current.id, sel: address.sel })}>
            {t("views.reset")}
          </Button>
        </>
      )}
      {current && !isGuest && (
        <Menu position="bottom-start" width={224} withinPortal>
          <Menu.Target>
            <ActionIcon aria-label={t("views.more")} title={t("views.more")}>
              <Ellipsis size={16} />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item leftSection={<Pencil size={14} />} disabled={!mayChange(current)} onClick={() => setNaming("rename")}>
              {t("views.rename")}
            </Menu.Item>
            <Menu.Item leftSection={<Copy size={14} />} onClick={() => void act(async () => {
              const copy = await createView(project.id, { name: t("views.copyOf", { name: current.name }).slice(0, 128), isPrivate: !mayEdit || current.isPrivate, state: writeState(address) });
              onState({ ...address, view: copy.id });
            })}>
              {t("views.duplicate")}
            </Menu.Item>
            <Menu.Item leftSection={<Copy size={14} />} onClick={() => setCopying(current)}>
              {t("views.copyTo")}
            </Menu.Item>
            <Menu.Item leftSection={<History size={14} />} onClick={() => setHistory(current)}>
              {t("views.history")}
            </Menu.Item>
            <Menu.Item
              leftSection={<Star size={14} />}
              disabled={!mayEdit || current.isPrivate}
              title={current.isPrivate ? t("views.privateDefault") : undefined}
              onClick={() => void act(() => setDefaultView(project.id, views.data?.default === current.id ? null : current.id))}
            >
              {t(views.data?.default === current.id ? "views.noDefault" : "views.makeDefault")}
            </Menu.Item>
            <Menu.Divider />
            <Menu.Item leftSection={<Trash2 size={14} />} color="red" disabled={!mayChange(current)} onClick={() => void remove(current)}>
              {t("views.delete")}
            </Menu.Item>
          </Menu.Dropdown>
        </Menu>
      )}
      {naming && (
        <NameDialog
          title={t(naming === "new" ? "views.saveAs" : "views.rename")}
          name={naming === "new" ? "" : (current?.name ?? "")}
          isPrivate={naming === "new" ? !mayEdit : (current?.isPrivate ?? false)}
          mayShare={mayEdit}
          onClose={() => setNaming(undefined)}
          onName={async (wanted, isPrivate) => {
            if (naming === "rename" && current) await updateView(project.id, current.id, { name: wanted, isPrivate, state: current.state, version: current.version });
            else {
              const made = await createView(project.id, { name: wanted, isPrivate, state: writeState(address) });
              await refresh();
              onState({ ...address, view: made.id });
            }
            await refresh();
          }}
        />
      )}
      {history && (
        <HistoryDialog
          project={project}
          view={history}
          mayChange={mayChange(history)}
          onClose={() => setHistory(undefined)}
          onShow={(state) => {
            onState({ ...readState(state), view: history.id });
            setHistory(undefined);
          }}
        />
      )}
      {copying && <CopyDialog view={copying} projectId={project.id} onClose={() => setCopying(undefined)} />}
    </div>
  );
}

interface NameProps {
  title: string;
  name: string;
  isPrivate: boolean;
  mayShare: boolean;
  onName: (name: string, isPrivate: boolean) => Promise<void>;
  onClose: () => void;
}

function NameDialog({ title, name: first, isPrivate: firstPrivate, mayShare, onName, onClose }: NameProps) {
  const noRight = useNoRight();
  const { t } = useTranslation(["runs", "common"]);
  const [name, setName] = useState(first);
  const [isPrivate, setPrivate] = useState(firstPrivate);
  const [error, setError] = useState<unknown>();
  const submit = async () => {
    try {
      await onName(name.trim(), isPrivate);
      onClose();
    } catch (failure) {
      setError(failure);
    }
  };
  return (
    <Modal opened onClose={onClose} title={title} size="sm" closeButtonProps={{ "aria-label": t("common:cancel") }}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (name.trim() !== "") void submit();
        }}
      >
        <TextInput data-autofocus label={t("views.name")} maxLength={128} value={name} error={error === undefined ? undefined : describeError(error)} onChange={(event) => setName(event.currentTarget.value)} />
        <Switch mt={12} label={t("views.onlyMe")} checked={isPrivate} disabled={!mayShare} description={mayShare ? undefined : noRight} onChange={(event) => setPrivate(event.currentTarget.checked)} />
        <div className={classes.buttons}>
          <Button variant="subtle" color="gray" onClick={onClose}>
            {t("common:cancel")}
          </Button>
          <Button type="submit" disabled={name.trim() === ""}>
            {t("common:save")}
          </Button>
        </div>
      </form>
    </Modal>
  );
}

function HistoryDialog({ project, view, mayChange, onShow, onClose }: { project: Project; view: SavedView; mayChange: boolean; onShow: (state: string) => void; onClose: () => void }) {
  const noRight = useNoRight();
  const { t } = useTranslation(["runs", "common"]);
  const versions = useQuery(versionsQuery(project.id, view.id));
  return (
    <Modal opened onClose={onClose} title={t("views.historyOf", { name: view.name })} size="md" closeButtonProps={{ "aria-label": t("common:cancel") }}>
      {versions.isPending && <PanelLoading />}
      {versions.isError && <PanelError error={versions.error} />}
      <ul className={classes.versions}>
        {versions.data?.map(({ version, name, state, changedBy, changed }) => (
          <li key={version}>
            <span className={classes.version}>{t("views.version", { version })}</span>
            <bdi className={classes.versionName}>{name}</bdi>
            <span className={classes.by}>
              <bdi>{changedBy}</bdi> · <TimeAgo iso={changed} />
            </span>
            <Button size="compact-xs" variant="default" onClick={() => onShow(state)}>
              {t("views.show")}
            </Button>
          </li>
        ))}
      </ul>
      <p className={classes.hint}>{mayChange ? t("views.historyHint") : noRight}</p>
    </Modal>
  );
}

function CopyDialog({ view, projectId, onClose }: { view: SavedView; projectId: string; onClose: () => void }) {
  const { t } = useTranslation(["runs", "common"]);
  const projects = useQuery(projectsQuery);
  const [isDone, setDone] = useState<ReadonlySet<string>>(new Set());
  const others = (projects.data ?? []).filter(({ id, role }) => id !== projectId && (role === "owner" || role === "contributor"));
  const copy = async (to: Project) => {
    try {
      await createView(to.id, { name: view.name, state: view.state, isPrivate: false });
      setDone(new Set([...isDone, to.id]));
    } catch (error) {
      showToast(describeError(error), { tone: "bad" });
    }
  };
  return (
    <Modal opened onClose={onClose} title={t("views.copyTo")} size="sm" closeButtonProps={{ "aria-label": t("common:cancel") }}>
      {others.length === 0 && <p className={classes.hint}>{t("views.noOther")}</p>}
      <ul className={classes.versions}>
        {others.map((project) => (
          <li key={project.id}>
            <bdi className={classes.versionName}>
              {project.workspace}/{project.name}
            </bdi>
            <Button size="compact-xs" variant="default" disabled={isDone.has(project.id)} onClick={() => void copy(project)}>
              {isDone.has(project.id) ? <Check size={13} aria-label={t("views.copied")} /> : t("views.copy")}
            </Button>
          </li>
        ))}
      </ul>
    </Modal>
  );
}

