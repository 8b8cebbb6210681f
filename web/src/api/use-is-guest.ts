import { useQuery } from "@tanstack/react-query";
import { meQuery } from "./queries";

/** Somebody without an account, whom a link lets read one project. */
export function useIsGuest(): boolean {
  const { data: me } = useQuery(meQuery);
  return (me?.guest ?? undefined) !== undefined;
}
