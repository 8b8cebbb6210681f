import { Button, Popover, SegmentedControl, Switch, TextInput, Tooltip } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { BookmarkPlus } from "lucide-react";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { api, unwrap } from "@/api/client";
import type { Project } from "@/api/types";
import { describeError } from "@/lib/errors";
import type { CompareAddress } from "../lib/address";
import type { ComparedRun } from "../lib/compared-run";
import { type Board, boardOf } from "../lib/board";
import classes from "./save-view.module.css";

interface Props {
  project: Project;
  runs: readonly ComparedRun[];
  isFollowing: boolean;
  address: CompareAddress;
}

const longestName = 128;

/** Saves the page of charts under a name, as a view of the project: with these runs, or with the rule by which they were found. */
export function SaveView({ project, runs, isFollowing, address }: Props) {
  const { t } = useTranslation("compare");
  const client = useQueryClient();
  const [name, setName] = useState("");
  const [isRule, setRule] = useState(isFollowing);
  const [isPrivate, setPrivate] = useState(project.role === "viewer");
  const [saved, setSaved] = useState<{ id: string; name: string; board: Board }>();
  const [failure, setFailure] = useState<string>();
  const own = runs.filter(({ head }) => head.projectId === project.id);
  const others = runs.length - own.length;
  const save = async (event: FormEvent) => {
    event.preventDefault();
    setFailure(undefined);
    try {
      const board = boardOf(address, isRule && isFollowing ? undefined : own.map(({ shortId }) => shortId));
      const body = { name: name.trim(), isPrivate, state: JSON.stringify(board), version: null };
      const { id, name: kept } = unwrap(await api.POST("/api/v1/projects/{projectId}/views", { params: { path: { projectId: project.id } }, body }));
      setSaved({ id, name: kept, board });
      setName("");
      await client.invalidateQueries({ queryKey: ["project", project.id, "views"] });
    } catch (problem) {
      setFailure(describeError(problem));
    }
  };
  return (
    <Popover position="bottom-end" width={300} shadow="md" trapFocus onChange={(opened) => opened && setSaved(undefined)}>
      <Tooltip label={t("board.hint")}>
        <Popover.Target>
          <Button variant="default" leftSection={<BookmarkPlus size={14} />}>
            <span data-word>{t("board.save")}</span>
          </Button>
        </Popover.Target>
      </Tooltip>
      <Popover.Dropdown>
        <form className={classes.form} onSubmit={(event) => void save(event)}>
          <TextInput data-autofocus label={t("board.name")} maxLength={longestName} value={name} error={failure} onChange={(event) => setName(event.currentTarget.value)} />
          {isFollowing && (
            <SegmentedControl
              fullWidth
              aria-label={t("board.which")}
              value={isRule ? "rule" : "runs"}
              data={[
                { value: "rule", label: t("board.rule") },
                { value: "runs", label: t("board.runs", { count: own.length }) },
              ]}
              onChange={(which) => setRule(which === "rule")}
            />
          )}
          {others > 0 && <p className={classes.note}>{t("board.others", { count: others })}</p>}
          <Switch
            label={t("board.private")}
            description={project.role === "viewer" ? t("board.viewer") : undefined}
            checked={isPrivate}
            disabled={project.role === "viewer"}
            onChange={(event) => setPrivate(event.currentTarget.checked)}
          />
          <Button type="submit" disabled={name.trim() === "" || own.length === 0}>
            {t("board.save")}
          </Button>
          {saved && (
            <p className={classes.note} role="status">
              {t("board.saved", { name: saved.name })}{" "}
              <Link to="/$workspace/$project/runs" params={{ workspace: project.workspace, project: project.name }} search={{ ...saved.board, view: saved.id }} className={classes.link}>
                {t("board.open")}
              </Link>
            </p>
          )}
        </form>
      </Popover.Dropdown>
    </Popover>
  );
}
