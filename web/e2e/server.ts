import { type ChildProcess, spawn } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

const built = resolve(import.meta.dirname, "../../artifacts/bin/Nereid.Server/debug/Nereid.Server.dll");

interface Rejection {
  index: number;
  reason: string;
  detail: string;
}

/** A server that listens, and what it said until then. */
async function launch(folder: string, port: string): Promise<{ process: ChildProcess; said: string }> {
  const library = process.env.NEREID_SERVER_DLL ?? built;
  if (!existsSync(library)) throw new Error("The server is not built: dotnet build src/Nereid.Server");
  const child = spawn("dotnet", [library, "--port", port, "--data", join(folder, "data"), "--no-sample"], { stdio: ["ignore", "pipe", "pipe"] });
  let said = "";
  const ready = new Promise<void>((done, fail) => {
    const hear = (part: Buffer) => {
      said += part.toString();
      if (said.includes("Ctrl-C")) done();
    };
    child.stdout.on("data", hear);
    child.stderr.on("data", hear);
    child.once("error", fail);
    child.once("exit", (code) => fail(new Error(`The server ended with code ${code}:\n${said}`)));
  });
  try {
    await ready;
    return { process: child, said };
  } catch (failure) {
    child.kill("SIGKILL");
    throw failure;
  }
}

/** The real server on a free port with an empty data folder, and its API in the hands of a script. */
export class Server {
  readonly address: string;
  readonly signInLink: string;
  /** What a script would sign in with. */
  readonly token: string;
  #process: ChildProcess;
  readonly #folder: string;

  private constructor(process: ChildProcess, folder: string, said: string) {
    const find = (pattern: RegExp) => {
      const found = pattern.exec(said)?.[1];
      if (found === undefined) throw new Error(`The server did not print ${pattern}:\n${said}`);
      return found;
    };
    this.#process = process;
    this.#folder = folder;
    this.signInLink = find(/(http:\S+\/sign-in\?ticket=\S+)/);
    this.address = new URL(this.signInLink).origin;
    this.token = find(/NEPTUNE_API_TOKEN=(\S+)/);
  }

  static async start(): Promise<Server> {
    const folder = mkdtempSync(join(tmpdir(), "nereid-browser-"));
    try {
      const { process, said } = await launch(folder, "0");
      return new Server(process, folder, said);
    } catch (failure) {
      rmSync(folder, { recursive: true, force: true });
      throw failure;
    }
  }

  async stop(): Promise<void> {
    await this.halt();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  /** Ends the server and leaves its data. */
  async halt(): Promise<void> {
    if (this.#process.exitCode !== null) return;
    const ended = new Promise<void>((done) => this.#process.once("exit", () => done()));
    this.#process.kill("SIGINT");
    await ended;
  }

  /** Starts it again at the same address with the same data. */
  async resume(): Promise<void> {
    this.#process = (await launch(this.#folder, new URL(this.address).port)).process;
  }

  async #send(method: string, path: string, body: BodyInit | undefined, type?: string): Promise<unknown> {
    const response = await fetch(this.address + path, {
      method,
      body,
      headers: { authorization: `Bearer ${this.token}`, ...(type !== undefined && { "content-type": type }) },
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    return text === "" ? undefined : JSON.parse(text);
  }

  #post(path: string, body: unknown): Promise<unknown> {
    return this.#send("POST", path, JSON.stringify(body), "application/json");
  }

  async createProject(workspace: string, name: string, key: string): Promise<string> {
    const made = (await this.#post("/api/v1/projects", { workspace, name, key, visibility: "private" })) as { id: string };
    return made.id;
  }

  async createRun(projectId: string, customId: string, name: string): Promise<string> {
    const made = (await this.#post(`/api/v1/projects/${projectId}/runs`, { customId, name })) as { run: { id: string } };
    return made.run.id;
  }

  async heartbeat(run: string, finished = false): Promise<void> {
    await this.#post(`/api/v1/runs/${run}/heartbeat`, { finished });
  }

  async #operate(run: string, operation: object): Promise<void> {
    const { rejections } = (await this.#post(`/api/v1/runs/${run}/operations`, { operations: [operation] })) as { rejections: Rejection[] };
    if (rejections.length > 0) throw new Error(JSON.stringify(rejections));
  }

  async assign(run: string, path: string, type: string, value: unknown): Promise<void> {
    await this.#operate(run, { op: "assign", path, value: { type, value } });
  }

  async addToSet(run: string, path: string, values: readonly string[]): Promise<void> {
    await this.#operate(run, { op: "addToSet", path, values });
  }

  /** Gives a group tag a colour that all members see. */
  async styleTag(projectId: string, tag: string, color: string): Promise<void> {
    await this.#send("PUT", `/api/v1/projects/${projectId}/run-styles`, JSON.stringify({ styles: [{ target: `tag:${tag}`, color }], isPrivate: false }), "application/json");
  }

  /** Waits for stop and abort as the 1.x client does, on a WebSocket, and does nothing about them. Call what is returned to hang up. */
  listen(projectId: string, run: string): Promise<() => void> {
    return new Promise((done, fail) => {
      const asked = request(`${this.address}/api/notifications/v1/runs/${projectId}/${run}/signal`, {
        headers: { authorization: `Bearer ${this.token}`, connection: "Upgrade", upgrade: "websocket", "sec-websocket-version": "13", "sec-websocket-key": randomBytes(16).toString("base64") },
      });
      asked.once("upgrade", (_, socket) => {
        // A server that stops hangs up first.
        socket.once("error", () => socket.destroy());
        done(() => socket.destroy());
      });
      asked.once("response", ({ statusCode }) => fail(new Error(`The socket for signals was refused: ${statusCode}`)));
      asked.once("error", fail);
      asked.end();
    });
  }

  async appendFloats(run: string, path: string, values: readonly number[], firstStep = 0): Promise<void> {
    await this.#operate(run, {
      op: "appendFloats",
      path,
      steps: values.map((_, i) => firstStep + i),
      unixMicros: values.map(() => Date.now() * 1000),
      values: values.map((value) => (Number.isFinite(value) ? value : String(value))),
    });
  }

  async appendLines(run: string, path: string, lines: readonly string[]): Promise<void> {
    await this.#operate(run, { op: "appendStrings", path, unixMicros: lines.map(() => Date.now() * 1000), values: lines });
  }

  async appendImage(run: string, path: string, step: number, content: Uint8Array<ArrayBuffer>): Promise<void> {
    const query = new URLSearchParams({ path, step: String(step), unixMicros: String(Date.now() * 1000) });
    await this.#send("POST", `/api/v1/runs/${run}/file-series?${query.toString()}`, content, "application/octet-stream");
  }

  /** Histograms of thirty bins whose values wander as the steps go on. */
  async appendHistograms(run: string, path: string, count: number): Promise<void> {
    const edges = Array.from({ length: 31 }, (_, i) => i / 10 - 1.5);
    const values = Array.from({ length: count }, (_, step) => ({ edges, counts: edges.slice(1).map((edge) => Math.round(100 * Math.exp(-((edge - step / 20) ** 2) * 8))) }));
    await this.#operate(run, { op: "appendHistograms", path, steps: values.map((_, i) => i * 10), unixMicros: values.map(() => Date.now() * 1000), values });
  }

  /** Lists the files of a version of an artifact as the 0.x client does. @returns its hash */
  async putArtifact(project: string, files: readonly { path: string; hash: string; size: number }[]): Promise<string> {
    const kind = "Local";
    const hash = createHash("sha256");
    const number = (value: number) => {
      const bytes = Buffer.alloc(4);
      bytes.writeInt32BE(value);
      return bytes;
    };
    for (const file of files) {
      const size = Buffer.alloc(8);
      size.writeBigInt64BE(BigInt(file.size));
      for (const part of ["#", number([...file.path].length), file.path, "#", file.hash, "#", size, "#", number(kind.length), kind, "#"]) hash.update(part);
    }
    const version = hash.digest("hex");
    const query = (more: Record<string, string>) => new URLSearchParams({ projectIdentifier: project, hash: version, ...more }).toString();
    await this.#send("POST", `/api/artifacts/v1/artifact?${query({ size: String(files.length) })}`, undefined);
    const listed = files.map(({ path, hash: of, size }) => ({ filePath: path, fileHash: of, size, type: kind, metadata: [] }));
    await this.#post(`/api/artifacts/v1/artifact/files?${query({})}`, { files: listed });
    return version;
  }

  async putFile(run: string, path: string, extension: string, content: string): Promise<void> {
    const query = new URLSearchParams({ path, extension });
    await this.#send("PUT", `/api/v1/runs/${run}/files?${query.toString()}`, content, "text/csv");
  }
}
