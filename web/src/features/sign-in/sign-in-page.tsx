import { Button, PasswordInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { getRouteApi, useNavigate, useRouter } from "@tanstack/react-router";
import { type FormEvent, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { api, unwrap } from "@/api/client";
import { ProblemError } from "@/api/problem";
import { meQuery } from "@/api/queries";
import { BrandMark } from "@/components/brand-mark";
import { PanelLoading } from "@/components/panel-message";
import { SettingsMenu } from "@/components/settings-menu";
import { describeError } from "@/lib/errors";
import { usePageTitle } from "@/lib/use-page-title";
import { localAddress } from "./lib/local-address";
import classes from "./sign-in-page.module.css";

const route = getRouteApi("/sign-in");
type Proof = { ticket: string } | { token: string };

/** Two ways in: the one-time link (`?ticket=`), which needs no click, and a pasted API token. */
export function SignInPage() {
  const { t } = useTranslation("signIn");
  const { ticket, to } = route.useSearch();
  const [token, setToken] = useState("");
  const navigate = useNavigate();
  const router = useRouter();
  const queries = useQueryClient();
  usePageTitle(t("title"));

  const signIn = useMutation({
    mutationFn: async (proof: Proof) => unwrap(await api.POST("/api/v1/session", { body: proof })),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: meQuery.queryKey, refetchType: "none" });
      queries.removeQueries({ queryKey: meQuery.queryKey });
      router.history.replace(localAddress(to));
    },
    onError: () => {
      // A ticket works once. Take it out of the address, where it would fail again at every reload.
      if (ticket !== undefined) void navigate({ to: "/sign-in", search: { ticket: undefined, to }, replace: true });
    },
  });

  const { mutate } = signIn;
  const used = useRef<string>(undefined);
  useEffect(() => {
    if (ticket === undefined || used.current === ticket) return;
    used.current = ticket;
    mutate({ ticket });
  }, [ticket, mutate]);

  const submit = (event: FormEvent) => {
    event.preventDefault();
    const pasted = token.trim();
    if (pasted !== "") mutate({ token: pasted });
  };

  if (ticket !== undefined) {
    return (
      <main className={classes.page}>
        <PanelLoading />
      </main>
    );
  }
  return (
    <main className={classes.page}>
      <div className={classes.corner}>
        <SettingsMenu />
      </div>
      <div className={classes.box}>
        <BrandMark size={36} />
        <h1 className={classes.title}>{t("title")}</h1>
        <p className={classes.lead}>{t("lead")}</p>
        <form className={classes.form} onSubmit={submit}>
          <PasswordInput
            size="sm"
            label={t("token")}
            autoComplete="off"
            spellCheck={false}
            value={token}
            onChange={(event) => setToken(event.currentTarget.value)}
          />
          {signIn.isError && (
            <p className={classes.error} role="alert">
              {explain(signIn.error, signIn.variables)}
            </p>
          )}
          <Button type="submit" size="sm" fullWidth loading={signIn.isPending} disabled={token.trim() === ""}>
            {t("submit")}
          </Button>
        </form>
        <p className={classes.hint}>{t("where")}</p>
      </div>
    </main>
  );

  function explain(error: unknown, proof: Proof | undefined): string {
    const isRefused = error instanceof ProblemError && error.status < 500 && error.status !== 429;
    if (!isRefused) return describeError(error);
    return t(proof && "ticket" in proof ? "ticketRefused" : "tokenRefused");
  }
}
