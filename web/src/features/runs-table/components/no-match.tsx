import { Button } from "@mantine/core";
import { useQueries } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { PanelEmpty } from "@/components/panel-message";
import { valuesQuery } from "../api/attributes";
import { halvesOf, leastLetters, similarTo } from "../lib/similar";

const searched = ["sys/name", "sys/tags", "sys/owner"] as const;

/** No run mentions the text: says so, and offers what is written there with one letter different. */
export function NoMatch({ projectId, text, onText }: { projectId: string; text: string; onText: (text: string) => void }) {
  const { t } = useTranslation("runs");
  const isLong = text.length >= leastLetters;
  const asked = isLong ? searched.flatMap((path) => halvesOf(text).map((part) => valuesQuery(projectId, path, part))) : [];
  const answers = useQueries({ queries: asked });
  const similar = similarTo(text, answers.flatMap(({ data }) => data?.values.map(({ value }) => value.text) ?? []));
  return (
    <PanelEmpty title={t("noMatch", { text: text.length > 80 ? `${text.slice(0, 80)}…` : text })}>
      {similar.length === 0 ? (
        t("noMatchHint")
      ) : (
        <>
          {t("didYouMean")}{" "}
          {similar.map((word) => (
            <Button key={word} size="compact-sm" variant="light" mx={2} onClick={() => onText(word)}>
              <bdi>{word}</bdi>
            </Button>
          ))}
        </>
      )}
    </PanelEmpty>
  );
}
