import type { Attribute, Project, Run, RunRow, WireNumber } from "@/api/types";

/** A small deterministic world for component tests and for looking at pages without a server. */
export interface MockRun {
  head: Run;
  attributes: Attribute[];
  /** Columns of each float series; steps and values. */
  series: Map<string, { steps: number[]; values: number[] }>;
  logs: Map<string, string[]>;
}

export interface MockWorld {
  nowMs: number;
  projects: Project[];
  runs: MockRun[];
}

// mulberry32: the same numbers for the same seed, everywhere.
function makeRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const uuid = (kind: number, index: number) => `${String(kind).padStart(8, "0")}-0000-4000-8000-${String(index).padStart(12, "0")}`;
const owners = ["mara.lindqvist", "jun", "박서연", "wei.zhang"];
const optimizers = ["adam", "sgd", "adamw", "lion"];
const tagPool = ["baseline", "augmented", "ablation", "candidate", "long-run", "数据增强"];
const nameParts = ["cnn", "mlp", "resnet-18", "vit-tiny", "conv-mixer"];
const stepsPerRun = 240;

const wire = (value: number): WireNumber => (Number.isNaN(value) ? "NaN" : value);

function summarize(path: string, steps: number[], values: number[], nowMs: number): Attribute {
  const numbers = values.filter((value) => !Number.isNaN(value));
  const mean = numbers.reduce((sum, value) => sum + value, 0) / numbers.length;
  const last = wire(values.at(-1) ?? Number.NaN);
  return {
    path,
    type: "floatSeries",
    value: last,
    count: values.length,
    nanCount: values.length - numbers.length,
    firstStep: steps[0] ?? null,
    first: values[0] ?? null,
    lastStep: steps.at(-1) ?? null,
    lastUnixMicros: nowMs * 1000,
    min: Math.min(...numbers),
    max: Math.max(...numbers),
    mean,
    variance: numbers.reduce((sum, value) => sum + (value - mean) ** 2, 0) / numbers.length,
    display: null,
  };
}

function makeRun(project: Project, index: number, nowMs: number): MockRun {
  const random = makeRandom(index * 7919 + project.key.length);
  const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)] as T;
  const rate = 10 ** (-4 + 3 * random());
  const ageMs = (project.runCount - index) * 47 * 60_000 * (0.6 + 0.8 * random());
  const isRunning = project.runCount - index < 3;
  const created = new Date(nowMs - ageMs).toISOString();
  const model = pick(nameParts);
  const tags = tagPool.filter(() => random() < 0.22);
  const steps = Array.from({ length: stepsPerRun }, (_, step) => step);
  const curve = (floor: number, speed: number, noise: number) => {
    return steps.map((step) => floor + (2.3 - floor) * Math.exp(-step * speed) + noise * (random() - 0.5));
  };
  const speed = 0.01 + 0.04 * random();
  const loss = curve(0.08 + 0.2 * random(), speed, 0.05);
  const valLoss = curve(0.15 + 0.25 * random(), speed * 0.9, 0.09);
  const accuracy = loss.map((value) => Math.max(0, Math.min(1, 1 - value / 2.6)));
  const diverged = index % 23 === 11;
  const series = new Map(
    Object.entries({
      "metrics/train/loss": loss.map((value, step) => (diverged && step > 200 ? Number.NaN : value)),
      "metrics/val/loss": valLoss,
      "metrics/val/accuracy": accuracy,
      "metrics/learning_rate": steps.map((step) => rate * 0.5 * (1 + Math.cos((Math.PI * step) / stepsPerRun))),
      "monitoring/cpu": steps.map(() => 40 + 30 * random()),
    }).map(([path, values]) => [path, { steps, values }]),
  );
  const atoms: Attribute[] = [
    { path: "parameters/lr", type: "float", value: Number(rate.toPrecision(3)) },
    { path: "parameters/batch_size", type: "int", value: 2 ** (4 + Math.floor(random() * 5)) },
    { path: "parameters/optimizer", type: "string", value: pick(optimizers) },
    { path: "parameters/model", type: "string", value: model },
    { path: "parameters/augment", type: "bool", value: random() < 0.5 },
    { path: "sys/owner", type: "string", value: pick(owners) },
  ];
  const summaries = [...series].map(([path, points]) => summarize(path, points.steps, points.values, nowMs));
  return {
    head: {
      id: uuid(2, index),
      projectId: project.id,
      workspace: project.workspace,
      project: project.name,
      shortId: `${project.key}-${index}`,
      customId: null,
      kind: "run",
      name: index % 9 === 4 ? null : `${model} lr ${rate.toExponential(1)}`,
      state: isRunning ? "running" : "idle",
      created,
      modified: created,
      owner: pick(owners),
      tags,
      trashed: false,
      stopping: false,
      failed: !isRunning && (diverged || random() < 0.06),
    },
    attributes: [...atoms, ...summaries],
    series,
    logs: new Map([["monitoring/stdout", steps.map((step) => `epoch ${step}: loss ${loss[step]?.toFixed(4) ?? ""}`)]]),
  };
}

function makeProject(nowMs: number, index: number, workspace: string, name: string, key: string, runCount: number): Project {
  const lastActivity = runCount > 0 ? new Date(nowMs - index * index * 5_400_000 - 20_000).toISOString() : null;
  const visibility = (["private", "workspace", "public"] as const)[index % 3] ?? "private";
  const created = new Date(nowMs - 90 * 86_400_000).toISOString();
  return { id: uuid(1, index), workspace, name, key, description: "", visibility, role: "owner", created, runCount, lastActivity };
}

export const newProject = (world: MockWorld, workspace: string, name: string) =>
  makeProject(world.nowMs, world.projects.length, workspace, name, name.slice(0, 3).toUpperCase(), 0);

export const emptyWorld = (nowMs = Date.now()): MockWorld => ({ nowMs, projects: [], runs: [] });

/** @param runCount runs of the first project; the others have few or none */
export function makeWorld(runCount: number, nowMs = Date.now()): MockWorld {
  const projects = [
    makeProject(nowMs, 0, "examples", "digits", "DIG", runCount),
    makeProject(nowMs, 1, "vision-lab", "segmentation-of-very-long-project-names-that-go-on", "SEG", 0),
    makeProject(nowMs, 2, "vision-lab", "手写数字", "SXSZ", 0),
    makeProject(nowMs, 3, "speech", "tts-baselines", "TTS", 0),
  ];
  const [first] = projects;
  const runs = first ? Array.from({ length: runCount }, (_, index) => makeRun(first, index + 1, nowMs)) : [];
  return { nowMs, projects, runs };
}

export function cellOf(run: MockRun, path: string): Attribute | null {
  return run.attributes.find((attribute) => attribute.path === path) ?? null;
}

export function rowOf(run: MockRun, columns: readonly string[]): RunRow {
  const { projectId: _p, workspace: _w, project: _n, kind: _k, ...row } = run.head;
  return { ...row, cells: columns.map((path) => cellOf(run, path)) };
}
