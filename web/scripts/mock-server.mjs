import { createReadStream, existsSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";
import { Readable } from "node:stream";
import { createServer as createVite } from "vite";

// Serves the built app and the mock API, with the content security policy of the real server:
//   npm run build && npm run mock -- [port] [runs]
const port = Number(process.argv[2] ?? 7911);
const runCount = Number(process.argv[3] ?? 240);
const dist = join(import.meta.dirname, "../dist");
const policy =
  "default-src 'self'; img-src 'self' data: blob:; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";
const types = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".css": "text/css",
  ".svg": "image/svg+xml",
  ".woff2": "font/woff2",
};

// Vite only resolves the app's own import paths here; it does not listen.
const vite = await createVite({ server: { middlewareMode: true, ws: false }, appType: "custom", logLevel: "error" });
const { MockApi } = await vite.ssrLoadModule("/src/testing/mock-api.ts");
const { makeWorld } = await vite.ssrLoadModule("/src/testing/mock-data.ts");
const mock = new MockApi(runCount < 0 ? { nowMs: Date.now(), projects: [], runs: [] } : makeWorld(runCount));

async function answerApi(incoming, response) {
  if (incoming.url?.startsWith("/api/v1/live")) {
    response.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-store" });
    response.write(": hello\n\n");
    return;
  }
  const chunks = [];
  for await (const chunk of incoming) chunks.push(chunk);
  const body = chunks.length > 0 ? Buffer.concat(chunks) : undefined;
  const headers = { "content-type": incoming.headers["content-type"] ?? "" };
  const answer = await mock.fetch(`http://127.0.0.1:${port}${incoming.url ?? "/"}`, { method: incoming.method, body, headers });
  response.writeHead(answer.status, { "content-type": answer.headers.get("content-type") ?? "" });
  if (answer.body) Readable.fromWeb(answer.body).pipe(response);
  else response.end();
}

function answerFile(incoming, response) {
  const asked = normalize(new URL(incoming.url ?? "/", "http://local").pathname);
  const path = extname(asked) !== "" && existsSync(join(dist, asked)) ? asked : "/index.html";
  response.writeHead(200, { "content-type": types[extname(path)] ?? "application/octet-stream", "content-security-policy": policy });
  createReadStream(join(dist, path)).pipe(response);
}

createServer((incoming, response) => {
  if (incoming.url?.startsWith("/api/")) void answerApi(incoming, response);
  else answerFile(incoming, response);
}).listen(port, "127.0.0.1");
