import { Button, Popover, SegmentedControl, TextInput } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { Plus } from "lucide-react";
import { type FormEvent, useId, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Project } from "@/api/types";
import { describeError } from "@/lib/errors";
import { useCreateProject } from "../api/create-project";
import classes from "./new-project.module.css";

const visibilities: readonly Project["visibility"][] = ["private", "workspace", "public"];

/** A button that opens a small form; the new project opens when it is made. `workspace` is what the form begins with. */
export function NewProject({ workspace }: { workspace: string }) {
  const { t } = useTranslation("projects");
  return (
    <Popover position="bottom-end" width={320} trapFocus>
      <Popover.Target>
        <Button leftSection={<Plus size={14} />}>{t("new.button")}</Button>
      </Popover.Target>
      <Popover.Dropdown>
        <NewProjectForm initialWorkspace={workspace} />
      </Popover.Dropdown>
    </Popover>
  );
}

function NewProjectForm({ initialWorkspace }: { initialWorkspace: string }) {
  const { t } = useTranslation("projects");
  const [workspace, setWorkspace] = useState(initialWorkspace);
  const [name, setName] = useState("");
  const [visibility, setVisibility] = useState<Project["visibility"]>("private");
  const visibilityLabel = useId();
  const navigate = useNavigate();
  const create = useCreateProject();

  const isComplete = workspace.trim() !== "" && name.trim() !== "";
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!isComplete) return;
    create.mutate(
      { workspace: workspace.trim(), name: name.trim(), visibility },
      {
        onSuccess: (made) => {
          void navigate({ to: "/$workspace/$project/runs", params: { workspace: made.workspace, project: made.name } });
        },
      },
    );
  };
  return (
    <form className={classes.form} onSubmit={submit}>
      <TextInput label={t("new.workspace")} value={workspace} onChange={(event) => setWorkspace(event.currentTarget.value)} />
      <TextInput data-autofocus label={t("new.name")} value={name} onChange={(event) => setName(event.currentTarget.value)} />
      <div>
        <span id={visibilityLabel} className={classes.label}>
          {t("new.visibility")}
        </span>
        <SegmentedControl
          fullWidth
          aria-labelledby={visibilityLabel}
          data={visibilities.map((value) => ({ value, label: t(`visibility.${value}`) }))}
          value={visibility}
          onChange={setVisibility}
        />
        <p className={classes.hint}>{t(`new.explain.${visibility}`)}</p>
      </div>
      {create.isError && (
        <p className={classes.error} role="alert">
          {describeError(create.error)}
        </p>
      )}
      <Button type="submit" fullWidth loading={create.isPending} disabled={!isComplete}>
        {t("new.submit")}
      </Button>
    </form>
  );
}
