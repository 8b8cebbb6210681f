import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import type { Plugin } from "vite";

/** Names the text font in the page's head, so that it arrives with the styles and not after the first paint. */
export function preloadTextFont(): Plugin {
  return {
    name: "nereid-preload-text-font",
    apply: "build",
    transformIndexHtml(_, { bundle }) {
      const font = Object.keys(bundle ?? {}).find((name) => /inter-latin-wght-normal.*\.woff2$/.test(name));
      if (font === undefined) throw new Error("The build has no text font to preload.");
      const attrs = { rel: "preload", as: "font", type: "font/woff2", href: `/${font}`, crossorigin: "" };
      return [{ tag: "link", attrs, injectTo: "head" }];
    },
  };
}

const appModule = fileURLToPath(new URL("../src/app/main.tsx", import.meta.url));

/** Names the code and the styles of the app itself in the page's head: the small file that the page runs first would ask for them only once it has come. */
export function preloadApp(): Plugin {
  return {
    name: "nereid-preload-app",
    apply: "build",
    transformIndexHtml(_, { bundle = {} }) {
      const chunks = Object.values(bundle).filter((file) => file.type === "chunk");
      const app = chunks.find(({ moduleIds }) => moduleIds.includes(appModule));
      if (app === undefined) throw new Error("The build has no file of the app to preload.");
      const first = chunks.find(({ isEntry, facadeModuleId }) => isEntry && facadeModuleId?.endsWith(".html"));
      if (first?.imports.includes(app.fileName)) throw new Error("What runs first waits for the app: a module that it imports is not in the group of its own in vite.config.ts.");
      const needed = new Set([app]);
      for (const { imports } of needed) for (const one of chunks) if (imports.includes(one.fileName)) needed.add(one);
      const styles = new Set([...needed].flatMap(({ viteMetadata }) => [...(viteMetadata?.importedCss ?? [])]));
      return [
        ...[...needed].map(({ fileName }) => ({ tag: "link", attrs: { rel: "modulepreload", crossorigin: "", href: `/${fileName}` }, injectTo: "head" as const })),
        ...[...styles].map((fileName) => ({ tag: "link", attrs: { rel: "stylesheet", crossorigin: "", href: `/${fileName}` }, injectTo: "head" as const })),
      ];
    },
  };
}

/** Moves the list of what belongs to which page out of what is served; `npm run first-load` reads it. */
export function keepManifestApart(): Plugin {
  let folder = "dist";
  return {
    name: "nereid-keep-manifest-apart",
    apply: "build",
    configResolved({ build }) {
      folder = build.outDir;
    },
    writeBundle() {
      mkdirSync("build-report", { recursive: true });
      renameSync(join(folder, ".vite/manifest.json"), "build-report/manifest.json");
      rmSync(join(folder, ".vite"), { recursive: true });
    },
  };
}

/** Puts a brotli and a gzip form beside each text file that gets smaller by it; the server sends what the browser takes. */
export function compressFiles(): Plugin {
  let folder = "dist";
  return {
    name: "nereid-compress-files",
    apply: "build",
    configResolved({ build }) {
      folder = build.outDir;
    },
    writeBundle() {
      const quality = { params: { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY } };
      for (const name of readdirSync(folder, { recursive: true, encoding: "utf8" })) {
        if (!/\.(js|css|html|svg)$/.test(name)) continue;
        const content = readFileSync(join(folder, name));
        const forms = { br: brotliCompressSync(content, quality), gz: gzipSync(content, { level: 9 }) };
        for (const [suffix, form] of Object.entries(forms)) {
          if (form.length < content.length) writeFileSync(join(folder, `${name}.${suffix}`), form);
        }
      }
    },
  };
}
