import { TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Search } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { meQuery, projectsQuery } from "@/api/queries";
import type { Project } from "@/api/types";
import { ConnectGuide } from "@/components/connect-guide";
import { PanelEmpty, PanelError, PanelLoading } from "@/components/panel-message";
import { TimeAgo } from "@/components/time-ago";
import { formatCount } from "@/lib/format";
import { useLive } from "@/lib/live";
import { usePageTitle } from "@/lib/use-page-title";
import { NewProject } from "./components/new-project";
import classes from "./projects-page.module.css";

const exampleProject = "my-workspace/my-project";

export function ProjectsPage() {
  const { t } = useTranslation("projects");
  const projects = useQuery(projectsQuery);
  usePageTitle(t("title"));

  if (projects.isPending) return <PanelLoading />;
  if (projects.isError) return <PanelError error={projects.error} onRetry={() => void projects.refetch()} />;
  return projects.data.length === 0 ? <NoProjects /> : <Projects projects={projects.data} />;
}

function NoProjects() {
  const { t } = useTranslation("projects");
  const { data: me } = useQuery(meQuery);
  if (me?.user.mayCreateProjects === false) {
    return <PanelEmpty title={t("empty.none")}>{t("empty.askAdmin")}</PanelEmpty>;
  }
  return (
    <div className={classes.guide}>
      <h1 className={classes.title}>{t("empty.title")}</h1>
      <p className={classes.lead}>{t("empty.lead")}</p>
      <ConnectGuide project={exampleProject} />
    </div>
  );
}

function Projects({ projects }: { projects: readonly Project[] }) {
  const { t } = useTranslation("projects");
  const [text, setText] = useState("");
  const { data: me } = useQuery(meQuery);
  useLive({ projects: projects.map(({ id }) => id) });

  const wanted = text.trim().toLowerCase();
  const shown = projects.filter(({ workspace, name, key }) =>
    `${workspace}/${name} ${key}`.toLowerCase().includes(wanted),
  );
  return (
    <div className={classes.page}>
      <div className={classes.head}>
        <h1 className={classes.title}>{t("title")}</h1>
        <span className={classes.count}>{formatCount(projects.length)}</span>
        <TextInput
          className={classes.search}
          leftSection={<Search size={14} />}
          aria-label={t("filter")}
          placeholder={t("filter")}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
        />
        {me?.user.mayCreateProjects && <NewProject workspace={projects[0]?.workspace ?? me.user.username} />}
      </div>
      {shown.length === 0 ? (
        <PanelEmpty title={t("noMatch", { text })} />
      ) : (
        <ul className={classes.list}>
          {shown.map((project) => (
            <ProjectRow key={project.id} project={project} />
          ))}
        </ul>
      )}
    </div>
  );
}

function ProjectRow({ project }: { project: Project }) {
  const { t } = useTranslation("projects");
  const { workspace, name } = project;
  return (
    <li>
      <Link to="/$workspace/$project/runs" params={{ workspace, project: name }} className={classes.row}>
        <span className={classes.key}>{project.key}</span>
        <span className={classes.names}>
          <span className={classes.workspace}>
            <bdi>{workspace}</bdi>
          </span>
          <span className={classes.name} dir="auto">{name}</span>
        </span>
        <span className={classes.visibility}>{t(`visibility.${project.visibility}`)}</span>
        <span className={classes.runs}>{t("runs", { count: project.runCount })}</span>
        <span className={classes.activity}>
          {project.lastActivity ? <TimeAgo iso={project.lastActivity} /> : t("noActivity")}
        </span>
      </Link>
    </li>
  );
}
