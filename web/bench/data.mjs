const optimizers = ["adam", "sgd", "lion", "adamw"];
const tags = ["baseline", "augmented", "ablation", "数据增强"];
// Every run has these; further paths are spread, so that a project has many more than one run.
const spreadPaths = 2000;
const spreadPerRun = 12;
const atOnce = 16;

/** The same project at every start: parameters, tags, and series of four points. */
export async function fillProject(base, token, name, runs) {
  const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
  const post = async (path, body) => {
    const response = await fetch(base + path, { method: "POST", headers, body: JSON.stringify(body) });
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
    return response.json();
  };
  const project = await post("/api/v1/projects", { workspace: "bench", name, visibility: "private" });
  let next = 0;
  const assign = (path, type, value) => ({ op: "assign", path, value: { type, value } });
  const addRun = async (i) => {
    const made = await post(`/api/v1/projects/${project.id}/runs`, { name: `run-${i}`, tags: [tags[i % 4]] });
    const share = ((i * 7919) % 10_007) / 10_007;
    const steps = [0, 100, 200, 300];
    const series = (path, scale) => ({ op: "appendFloats", path, steps, unixMicros: steps.map((step) => 1_700_000_000_000_000 + step), values: steps.map((step) => scale * (1 + share) * Math.exp(-step / 150)) });
    const spread = Array.from({ length: spreadPerRun }, (_, k) => assign(`config/group-${(i + k * 167) % 40}/option-${(i * 13 + k * 167) % spreadPaths}`, "float", share + k));
    await post(`/api/v1/runs/${made.run.id}/operations`, {
      operations: [
        assign("parameters/optimizer", "string", optimizers[i % 4]),
        assign("parameters/lr", "float", 10 ** (-4 + 3 * share)),
        assign("parameters/batch_size", "int", 32 << (i % 3)),
        series("train/loss", 2),
        series("val/loss", 2.3),
        series("val/accuracy", 0.7),
        ...spread,
      ],
    });
  };
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      while (next < runs) await addRun(next++);
    }),
  );
  return { id: project.id, path: `/bench/${name}/runs` };
}
