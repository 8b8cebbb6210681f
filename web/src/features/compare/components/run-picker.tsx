import { Button, Combobox, useCombobox, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Plus } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, unwrap } from "@/api/client";
import { projectsQuery } from "@/api/queries";
import { useIsGuest } from "@/api/use-is-guest";
import type { Project } from "@/api/types";
import { rarelyChanges } from "@/lib/query-client";
import classes from "./run-picker.module.css";

interface Props {
  project: Project;
  /** As the address names them. */
  chosen: readonly string[];
  onAdd: (text: string) => void;
}

const listed = 20;

/** Adds a run to the comparison, of this project or of another one that the person may read. */
export function RunPicker({ project, chosen, onAdd }: Props) {
  const { t } = useTranslation("compare");
  const combobox = useCombobox({ onDropdownClose: () => combobox.resetSelectedOption() });
  const [text, setText] = useState("");
  const [projectId, setProjectId] = useState(project.id);
  const isGuest = useIsGuest();
  const projects = useQuery({ ...projectsQuery, enabled: !isGuest });
  const place = projects.data?.find(({ id }) => id === projectId) ?? project;
  const found = useQuery({
    queryKey: ["runPicker", projectId, text],
    queryFn: async ({ signal }) =>
      unwrap(
        await api.POST("/api/v1/projects/{projectId}/runs/query", {
          params: { path: { projectId } },
          body: { columns: [], filter: { text: text.trim() === "" ? null : text.trim() }, limit: listed },
          signal,
        }),
      ),
    enabled: combobox.dropdownOpened,
    staleTime: rarelyChanges,
    placeholderData: (earlier) => earlier,
  });
  const nameOf = (shortId: string) => (projectId === project.id ? shortId : `${place.workspace}/${place.name}:${shortId}`);
  const runs = found.data?.runs.filter(({ shortId }) => !chosen.includes(nameOf(shortId))) ?? [];
  return (
    <Combobox
      store={combobox}
      width={340}
      position="bottom-start"
      onOptionSubmit={(shortId) => {
        onAdd(nameOf(shortId));
        setText("");
      }}
    >
      <Combobox.Target targetType="button">
        <Button data-no-print variant="default" size="compact-sm" leftSection={<Plus size={13} />} onClick={() => combobox.toggleDropdown()}>
          {t("addRun")}
        </Button>
      </Combobox.Target>
      <Combobox.Dropdown>
        <div className={classes.head}>
          <Combobox.Search
            component={TextInput}
            aria-label={t("findRun")}
            placeholder={t("findRun")}
            value={text}
            onChange={(event) => {
              setText(event.currentTarget.value);
              combobox.updateSelectedOptionIndex();
            }}
          />
          {(projects.data?.length ?? 0) > 1 && (
            <select className={classes.project} aria-label={t("ofProject")} value={projectId} onChange={(event) => setProjectId(event.currentTarget.value)}>
              {projects.data?.map(({ id, workspace, name }) => (
                <option key={id} value={id}>
                  {workspace}/{name}
                </option>
              ))}
            </select>
          )}
        </div>
        <Combobox.Options className={classes.options}>
          {runs.map(({ id, shortId, name }) => (
            <Combobox.Option key={id} value={shortId}>
              <bdi>{name ?? shortId}</bdi> {name !== null && <span className={classes.id}>{shortId}</span>}
            </Combobox.Option>
          ))}
          {found.data && runs.length === 0 && <Combobox.Empty>{t("noRun")}</Combobox.Empty>}
          {found.data && Number(found.data.total) > found.data.runs.length && (
            <Combobox.Empty>{t("moreRuns", { count: Number(found.data.total) - found.data.runs.length })}</Combobox.Empty>
          )}
        </Combobox.Options>
      </Combobox.Dropdown>
    </Combobox>
  );
}
