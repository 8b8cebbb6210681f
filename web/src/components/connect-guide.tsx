import { Button } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { api, unwrap } from "@/api/client";
import { meQuery } from "@/api/queries";
import { describeError } from "@/lib/errors";
import { CodeBlock } from "./code-block";
import classes from "./connect-guide.module.css";

// In the snippets a name stands for the token until the person asks for a real one.
const tokenPlaceholder = "YOUR_API_TOKEN";

function environmentLines(token: string, address: string): string {
  const lines = [`export NEPTUNE_API_TOKEN="${token}"`];
  // The client's OAuth library refuses plain http unless it is told otherwise.
  if (address.startsWith("http:")) lines.push("export OAUTHLIB_INSECURE_TRANSPORT=1");
  return lines.join("\n");
}

function script(project: string): string {
  return `import neptune

run = neptune.init_run(project="${project}")
run["parameters"] = {"lr": 0.01, "batch_size": 64}
for step in range(100):
    run["train/loss"].append(0.97**step)
run.stop()`;
}

/** How to send the first run from Python: exact lines to copy, with a real token on request. */
export function ConnectGuide({ project }: { project: string }) {
  const { t } = useTranslation("common");
  const queries = useQueryClient();
  const { data: me } = useQuery(meQuery);
  const create = useMutation({
    mutationFn: async () => unwrap(await api.POST("/api/v1/me/tokens", { body: { name: t("connect.tokenName") } })),
    onSuccess: () => queries.invalidateQueries({ queryKey: ["api-tokens"] }),
  });
  const address = me?.server.publicAddress ?? window.location.origin;
  return (
    <ol className={classes.steps}>
      <li className={classes.step}>
        <h2>{t("connect.install")}</h2>
        <CodeBlock code={'pip install "neptune>=1.14,<2"'} copyLabel={t("copy.code")} />
      </li>
      <li className={classes.step}>
        <h2>{t("connect.token")}</h2>
        <CodeBlock code={environmentLines(create.data?.token ?? tokenPlaceholder, address)} copyLabel={t("copy.code")} />
        {address.startsWith("https:") && <p className={classes.note}>{t("connect.certificate")}</p>}
        {create.data ? (
          <p className={classes.note}>{t("connect.tokenOnce")}</p>
        ) : (
          <div className={classes.action}>
            <Button variant="default" loading={create.isPending} onClick={() => create.mutate()}>
              {t("connect.createToken")}
            </Button>
            {create.isError && (
              <span className={classes.error} role="alert">
                {describeError(create.error)}
              </span>
            )}
          </div>
        )}
      </li>
      <li className={classes.step}>
        <h2>{t("connect.run")}</h2>
        <CodeBlock code={script(project)} copyLabel={t("copy.code")} />
        <p className={classes.note}>{t("connect.appears")}</p>
      </li>
    </ol>
  );
}
