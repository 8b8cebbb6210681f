import "@fontsource-variable/inter/index.css";
import "@fontsource-variable/jetbrains-mono/index.css";
import "./base.css";
import "./mantine.css";
import "./tokens.css";
import { RouterProvider } from "@tanstack/react-router";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { startAppearance } from "@/lib/appearance";
import { startI18n } from "@/lib/i18n";
import { LiveFeed } from "@/lib/live";
import { makeQueryClient } from "@/lib/query-client";
import { startTheme } from "@/lib/theme";
import { Providers } from "./providers";
import { goToSignIn, makeRouter } from "./router";

const queries = makeQueryClient((isLink) => goToSignIn(router, isLink));
const router = makeRouter(queries);
const feed = new LiveFeed(queries);

async function start(root: HTMLElement): Promise<void> {
  // What the pages ask for first is on its way while the words come.
  void router.load();
  startTheme();
  startAppearance();
  await startI18n();
  createRoot(root).render(
    <StrictMode>
      <Providers queries={queries} feed={feed}>
        <RouterProvider router={router} />
      </Providers>
    </StrictMode>,
  );
}

const root = document.getElementById("root");
if (!root) throw new Error("The page has no element named root.");
void start(root);
