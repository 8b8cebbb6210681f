import { MantineProvider } from "@mantine/core";
import { type QueryClient, QueryClientProvider } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { type LiveFeed, LiveProvider } from "@/lib/live";
import { useTheme } from "@/lib/theme";
import { mantineTheme } from "./mantine-theme";

interface Props {
  queries: QueryClient;
  feed: LiveFeed;
  children: ReactNode;
  /** Tests show floating parts at once and in place. */
  env?: "default" | "test";
}

/** What every page stands in. Mantine writes no style elements here: the content security policy would refuse them. */
export function Providers({ queries, feed, children, env = "default" }: Props) {
  const theme = useTheme();
  return (
    <QueryClientProvider client={queries}>
      <LiveProvider value={feed}>
        <MantineProvider
          theme={mantineTheme}
          forceColorScheme={theme}
          withCssVariables={false}
          withGlobalClasses={false}
          env={env}
        >
          {children}
        </MantineProvider>
      </LiveProvider>
    </QueryClientProvider>
  );
}
