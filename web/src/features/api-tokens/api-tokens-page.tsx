import { Button, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import type { ApiToken } from "@/api/types";
import { CodeBlock } from "@/components/code-block";
import { PanelEmpty, PanelError, PanelLoading } from "@/components/panel-message";
import { TimeAgo } from "@/components/time-ago";
import { describeError } from "@/lib/errors";
import { formatDateTime } from "@/lib/format";
import { usePageTitle } from "@/lib/use-page-title";
import { tokensQuery, useCreateToken, useRevokeToken } from "./api/tokens";
import classes from "./api-tokens-page.module.css";

export function ApiTokensPage() {
  const { t } = useTranslation("tokens");
  const tokens = useQuery(tokensQuery);
  usePageTitle(t("title"));
  return (
    <div className={classes.page}>
      <h1 className={classes.title}>{t("title")}</h1>
      <p className={classes.lead}>{t("lead")}</p>
      <CreateToken />
      {tokens.isPending && <PanelLoading />}
      {tokens.isError && <PanelError error={tokens.error} onRetry={() => void tokens.refetch()} />}
      {tokens.data?.length === 0 && <PanelEmpty title={t("empty")} />}
      {tokens.data !== undefined && tokens.data.length > 0 && (
        <ul className={classes.list}>
          {tokens.data.map((token) => (
            <TokenRow key={token.id} token={token} />
          ))}
        </ul>
      )}
    </div>
  );
}

function CreateToken() {
  const { t } = useTranslation("tokens");
  const [name, setName] = useState("");
  const create = useCreateToken();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    create.mutate(name.trim(), { onSuccess: () => setName("") });
  };
  return (
    <section className={classes.create}>
      <form className={classes.form} onSubmit={submit}>
        <TextInput
          className={classes.name}
          label={t("name")}
          placeholder={t("namePlaceholder")}
          value={name}
          maxLength={100}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <Button type="submit" loading={create.isPending} disabled={name.trim() === ""}>
          {t("create")}
        </Button>
      </form>
      {create.isError && (
        <p className={classes.error} role="alert">
          {describeError(create.error)}
        </p>
      )}
      {create.data && (
        <div className={classes.secret} role="status">
          <p>{t("once", { name: create.data.name })}</p>
          <CodeBlock code={create.data.token} copyLabel={t("copy")} />
        </div>
      )}
    </section>
  );
}

function TokenRow({ token }: { token: ApiToken }) {
  const { t } = useTranslation("tokens");
  const [isAsking, setAsking] = useState(false);
  const revoke = useRevokeToken();
  return (
    <li className={classes.row}>
      <div className={classes.about}>
        <span className={classes.tokenName}>{token.name}</span>
        <span className={classes.times}>
          {t("created")} <TimeAgo iso={token.created} />
          {" · "}
          {token.lastUsed ? (
            <>
              {t("lastUsed")} <TimeAgo iso={token.lastUsed} />
            </>
          ) : (
            t("neverUsed")
          )}
          {token.expires && ` · ${t("expires")} ${formatDateTime(token.expires)}`}
        </span>
        {revoke.isError && (
          <span className={classes.error} role="alert">
            {describeError(revoke.error)}
          </span>
        )}
      </div>
      {isAsking ? (
        <div className={classes.ask}>
          <span>{t("revokeAsk")}</span>
          <Button color="red" loading={revoke.isPending} onClick={() => revoke.mutate(token.id)}>
            {t("revoke")}
          </Button>
          <Button variant="default" onClick={() => setAsking(false)}>
            {t("keep")}
          </Button>
        </div>
      ) : (
        <Button variant="subtle" color="gray" onClick={() => setAsking(true)} aria-label={t("revokeNamed", { name: token.name })}>
          {t("revoke")}
        </Button>
      )}
    </li>
  );
}
