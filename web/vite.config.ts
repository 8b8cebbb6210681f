import { fileURLToPath } from "node:url";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";
import { compressFiles, keepManifestApart, preloadApp, preloadTextFont } from "./scripts/build-steps.ts";

// The server to talk to while developing; the mock server of `npm run mock` listens on the same default port.
const server = process.env.NEREID_SERVER ?? "http://127.0.0.1:7878";

// The server refuses unsafe requests that name another origin than its own.
const forward = { target: server, changeOrigin: true, headers: { origin: server } };
const proxy = { "^/api/": forward, "/health": forward };

// Tests without components that still ask for a document or a window.
const inPage = ["src/api/early.test.ts", "src/charts/api/buckets.test.ts", "src/charts/api/saved-settings.test.ts", "src/charts/export/export.test.ts", "src/lib/turns.test.ts", "src/features/sign-in/lib/local-address.test.ts", "src/lib/live.test.ts", "src/lib/theme.test.ts"];

export default defineConfig({
  plugins: [react(), preloadApp(), preloadTextFont(), keepManifestApart(), compressFiles()],
  resolve: { alias: { "@": fileURLToPath(new URL("./src", import.meta.url)) } },
  server: { port: 7910, strictPort: true, proxy },
  preview: { port: 7911, strictPort: true, proxy },
  build: {
    target: "es2023",
    manifest: true,
    // Nothing may be inlined as a data: address, so that the content security policy can stay strict.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 700,
    // What runs first in a small file, what the app cannot start without in one, and what pages share in a few: each file is a request, and there were seventy before the first row.
    rolldownOptions: {
      input: ["index.html", "src/app/main.tsx"],
      output: {
        codeSplitting: {
          groups: [
            { name: "early", tags: ["$initial"], test: /src\/(app\/(early|pages)|api\/early|lib\/language)\.ts$|preload-helper|index\.html$/, priority: 3 },
            { name: "start", tags: ["$initial"], priority: 2 },
            { name: "shared", minShareCount: 2, entriesAware: true, entriesAwareMergeThreshold: 5_000, priority: 1 },
          ],
        },
      },
    },
  },
  test: {
    restoreMocks: true,
    // Generous: a busy machine must not fail a test that is right.
    testTimeout: 60_000,
    // A page of a browser costs a second to make: only tests of components, and those that say so, get one.
    projects: [
      { extends: true, test: { name: "logic", environment: "node", include: ["src/**/*.test.ts"], exclude: inPage, isolate: false } },
      { extends: true, test: { name: "pages", environment: "jsdom", setupFiles: ["src/testing/setup.ts"], include: ["src/**/*.test.tsx", ...inPage] } },
    ],
  },
});
