import { existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";

// How much compressed JavaScript and CSS a page needs before it can show itself; one JSON object a page.
// Needs a build: npm run build && npm run first-load. Sizes are those of the gzip files that the server sends.
const dist = join(import.meta.dirname, "../dist");
const manifest = JSON.parse(readFileSync(join(import.meta.dirname, "../build-report/manifest.json"), "utf8"));

function collect(key, scripts, styles) {
  const chunk = manifest[key];
  if (scripts.has(chunk.file)) return;
  scripts.add(chunk.file);
  for (const style of chunk.css ?? []) styles.add(style);
  for (const imported of chunk.imports ?? []) collect(imported, scripts, styles);
}

const sent = (file) => (existsSync(`${file}.gz`) ? `${file}.gz` : file);
const total = (files) => [...files].reduce((sum, file) => sum + statSync(sent(join(dist, file))).size, 0);
const pages = Object.keys(manifest).filter((key) => /features\/.*-page\.tsx$/.test(key));
for (const page of pages) {
  const [scripts, styles] = [new Set(), new Set()];
  for (const key of ["index.html", "src/app/main.tsx", "src/locales/en.ts", page]) collect(key, scripts, styles);
  console.log(JSON.stringify({ page, scriptBytes: total(scripts), styleBytes: total(styles) }));
}
