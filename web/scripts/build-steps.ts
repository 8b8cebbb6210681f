import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
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

/** Moves the list of what belongs to which page out of what is served; `npm run first-load` reads it. */
export function keepManifestApart(): Plugin {
  let folder = "dist";
  return {
    name: "nereid-keep-manifest-apart",
    apply: "build",
    configResolved({ build }) {
      folder = build.outDir;
    },
    closeBundle() {
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
    closeBundle() {
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
