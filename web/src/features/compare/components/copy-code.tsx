import { ActionIcon, Menu, Tooltip } from "@mantine/core";
import { Code2 } from "lucide-react";
import { useTranslation } from "react-i18next";
import { describeError } from "@/lib/errors";
import { showToast } from "@/lib/toasts";
import { type CodeKind, codeKinds, codeOf } from "../lib/code";
import type { ComparedRun } from "../lib/compared-run";

/** As many as one call of the server answers. */
const mostPaths = 200;

/** What gives a script the attributes of a comparison. */
export function CopyCode({ runs, paths }: { runs: readonly ComparedRun[]; paths: readonly string[] }) {
  const { t } = useTranslation("compare");
  const some = paths.slice(0, mostPaths);
  const copy = async (kind: CodeKind) => {
    try {
      await navigator.clipboard.writeText(codeOf(kind, runs, some, window.location.origin));
      showToast(t(some.length < paths.length ? "code.cut" : "code.copied", { count: some.length }));
    } catch (problem) {
      showToast(describeError(problem), { tone: "bad" });
    }
  };
  return (
    <Menu position="bottom-end" withinPortal>
      <Tooltip label={t("code.label")}>
        <Menu.Target>
          <ActionIcon variant="default" size="md" aria-label={t("code.label")} disabled={paths.length === 0}>
            <Code2 size={14} />
          </ActionIcon>
        </Menu.Target>
      </Tooltip>
      <Menu.Dropdown>
        {codeKinds.map((kind) => (
          <Menu.Item key={kind} onClick={() => void copy(kind)}>
            {t(`code.kinds.${kind}`)}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
