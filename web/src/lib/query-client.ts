import { MutationCache, QueryCache, QueryClient } from "@tanstack/react-query";
import { ProblemError } from "@/api/problem";

/** Data that the live feed keeps fresh need not be asked again on its own. */
export const keptFreshByFeed = Number.POSITIVE_INFINITY;
/** Data that changes rarely and by hand. */
export const rarelyChanges = 60_000;

const attempts = 2;

/** @param onSignedOut called when the server says that the session, or the link that let somebody in, has ended */
export function makeQueryClient(onSignedOut: (isLink: boolean) => void): QueryClient {
  const watch = (error: Error) => {
    if (error instanceof ProblemError && error.status === 401) onSignedOut(error.kind === "link-ended");
  };
  return new QueryClient({
    queryCache: new QueryCache({ onError: watch }),
    mutationCache: new MutationCache({ onError: watch }),
    defaultOptions: {
      queries: {
        // A refusal stays a refusal; only a silent or stumbling server is asked again.
        retry: (failures, error) => failures < attempts && !(error instanceof ProblemError && error.status < 500),
        refetchOnWindowFocus: false,
      },
    },
  });
}
