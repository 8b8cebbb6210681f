import { Button, Modal, TextInput } from "@mantine/core";
import { useLocation } from "@tanstack/react-router";
import { clsx } from "clsx";
import { Keyboard, Search } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import classes from "./help-dialog.module.css";

const topics = ["connect", "table", "columns", "find", "query", "views", "eye", "groups", "bulk", "colors", "charts", "compare", "share", "notices", "trash"] as const;
type Topic = (typeof topics)[number];

/** The topic that fits the page. */
function topicOf(pathname: string, search: { tab?: string; in?: string; g?: unknown; where?: string }): Topic {
  if (pathname.endsWith("/compare")) return "compare";
  if (!pathname.endsWith("/runs")) return pathname.includes("/runs/") ? "charts" : "connect";
  if (search.tab === "charts") return "eye";
  if (search.in === "trash") return "trash";
  return search.g !== undefined ? "groups" : search.where !== undefined ? "query" : "table";
}

/** How things are done here: to search and read without a network. */
export function HelpDialog({ onKeys, onClose }: { onKeys: () => void; onClose: () => void }) {
  const { t } = useTranslation(["help", "common"]);
  const { pathname, search } = useLocation();
  const [chosen, setChosen] = useState<Topic>(() => topicOf(pathname, search));
  const [text, setText] = useState("");
  const wanted = text.trim().toLowerCase();
  const found = topics.filter((topic) => `${t(`topic.${topic}.title`)} ${t(`topic.${topic}.text`)}`.toLowerCase().includes(wanted));
  const shown = found.includes(chosen) ? chosen : found[0];
  return (
    <Modal opened onClose={onClose} title={t("title")} size={720} closeButtonProps={{ "aria-label": t("common:close") }}>
      <div className={classes.frame}>
        <div className={classes.side}>
          <TextInput data-autofocus leftSection={<Search size={14} />} aria-label={t("search")} placeholder={t("search")} value={text} onChange={(event) => setText(event.currentTarget.value)} />
          <ul className={classes.list}>
            {found.map((topic) => (
              <li key={topic}>
                <button type="button" className={clsx(classes.topic, topic === shown && classes.here)} aria-current={topic === shown} onClick={() => setChosen(topic)}>
                  {t(`topic.${topic}.title`)}
                </button>
              </li>
            ))}
          </ul>
          <Button variant="subtle" color="gray" justify="start" leftSection={<Keyboard size={14} />} onClick={() => {
              onClose();
              onKeys();
            }}>
            {t("keys")}
          </Button>
        </div>
        <article className={classes.text} aria-live="polite">
          {shown === undefined ? (
            <p>{t("nothing", { text })}</p>
          ) : (
            <>
              <h3 className={classes.title}>{t(`topic.${shown}.title`)}</h3>
              {t(`topic.${shown}.text`)
                .split("\n")
                .map((paragraph) => (paragraph.startsWith("> ") ? <pre key={paragraph}>{paragraph.slice(2)}</pre> : <p key={paragraph}>{paragraph}</p>))}
            </>
          )}
        </article>
      </div>
    </Modal>
  );
}
