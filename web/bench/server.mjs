import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

const artifacts = resolve(import.meta.dirname, "../../artifacts");
const library = process.env.NEREID_SERVER_DLL ?? join(artifacts, "run/program/Nereid.Server.dll");
const filler = process.env.NEREID_LOAD_DLL ?? join(artifacts, "bin/Nereid.Load/release/Nereid.Load.dll");
// To be raised when the filler writes other data.
const version = 1;

/** The folder with the project bench/table of this size: filled the first time, kept for the next. */
export function filledFolder(runs, attributes) {
  const folder = join(artifacts, `bench/web-${version}-${runs}x${attributes}`);
  const done = join(folder, "filled");
  if (!existsSync(done)) {
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    const { status } = spawnSync("dotnet", [filler, "fill-web", folder, String(runs), String(attributes)], { stdio: ["ignore", "inherit", "inherit"] });
    if (status !== 0) throw new Error(`The project of ${runs} runs could not be filled.`);
    writeFileSync(done, "");
  }
  return folder;
}

/** The real server on a data folder, or on a new empty one that goes with it. */
export async function startServer(kept) {
  if (!existsSync(library)) throw new Error("The server is not built: ./run --help builds it.");
  const folder = kept ?? mkdtempSync(join(tmpdir(), "nereid-web-bench-"));
  const server = spawn("dotnet", [library, "--port", process.env.NEREID_BENCH_PORT ?? "0", "--data", folder, "--no-sample"], { stdio: ["ignore", "pipe", "pipe"] });
  const ended = new Promise((done) => server.once("exit", done));
  const said = await new Promise((done, fail) => {
    let text = "";
    const hear = (part) => {
      text += part;
      if (text.includes("Ctrl-C")) done(text);
    };
    server.stdout.on("data", hear);
    server.stderr.on("data", hear);
    server.once("exit", (code) => fail(new Error(`The server ended with code ${code}:\n${text}`)));
  });
  const link = /(http:\S+\/sign-in\?ticket=\S+)/.exec(said)[1];
  const token = /NEPTUNE_API_TOKEN='?([^\s']+)/.exec(said)[1];
  const base = new URL(link).origin;
  return {
    base,
    link,
    async post(path, body) {
      const response = await fetch(base + path, { method: "POST", headers: { authorization: `Bearer ${token}`, "content-type": "application/json" }, body: JSON.stringify(body) });
      if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
      return response.json();
    },
    /** Milliseconds of CPU time since its start; undefined where the system does not say. */
    cpu() {
      if (!existsSync(`/proc/${server.pid}/stat`)) return undefined;
      // Behind the name in brackets: user and system time in ticks of ten milliseconds are the 12th and 13th field.
      const fields = readFileSync(`/proc/${server.pid}/stat`, "utf8").split(") ")[1].split(" ");
      return (Number(fields[11]) + Number(fields[12])) * 10;
    },
    async stop() {
      server.kill("SIGTERM");
      await ended;
      if (kept === undefined) rmSync(folder, { recursive: true, force: true });
    },
  };
}
