import { ActionIcon, Menu } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { CircleUserRound, KeyRound, LogIn, LogOut } from "lucide-react";
import { useTranslation } from "react-i18next";
import { api, unwrap } from "@/api/client";
import { meQuery } from "@/api/queries";
import { useIsGuest } from "@/api/use-is-guest";
import classes from "./user-menu.module.css";

export function UserMenu() {
  const { t } = useTranslation("shell");
  const { data: me } = useQuery(meQuery);
  const isGuest = useIsGuest();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const signOut = useMutation({
    mutationFn: async () => unwrap(await api.DELETE("/api/v1/session")),
    onSuccess: async () => {
      await navigate({ to: "/sign-in", search: { ticket: undefined, to: undefined } });
      queries.clear();
    },
  });
  return (
    <Menu position="bottom-end" width={208}>
      <Menu.Target>
        <ActionIcon aria-label={t("user.label")}>
          <CircleUserRound size={18} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {me && !isGuest && (
          <div className={classes.who}>
            <span className={classes.name}>{me.user.username}</span>
            <span className={classes.version}>{t("user.version", { version: me.server.version })}</span>
          </div>
        )}
        {isGuest ? (
          <Menu.Item leftSection={<LogIn size={14} />} onClick={() => signOut.mutate()}>
            {t("guest.signIn")}
          </Menu.Item>
        ) : (
          <>
            <Menu.Divider />
            <Menu.Item component={Link} to="/api-tokens" leftSection={<KeyRound size={14} />}>
              {t("section.apiTokens")}
            </Menu.Item>
            <Menu.Item leftSection={<LogOut size={14} />} onClick={() => signOut.mutate()}>
              {t("user.signOut")}
            </Menu.Item>
          </>
        )}
      </Menu.Dropdown>
    </Menu>
  );
}
