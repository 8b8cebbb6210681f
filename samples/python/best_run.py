"""Three runs with a model each; then a script that knows nothing of them finds the best and downloads its model."""

import pathlib
import sys
import tempfile

import neptune
from neptune.types import File

name = sys.argv[1] if len(sys.argv) > 1 else "examples/python"

for lr in (0.3, 0.1, 0.03):
    with neptune.init_run(project=name, name=f"lr {lr}", tags=["candidate"]) as run:
        run["parameters/lr"] = lr
        run["validation/accuracy"] = 1 - abs(lr - 0.1)
        run["model"].upload(File.from_content(f"weights of lr {lr}"))

with neptune.init_project(project=name, mode="read-only") as project:
    table = project.fetch_runs_table(
        query='(`sys/tags`:stringSet CONTAINS "candidate") AND (`validation/accuracy`:float > 0.5)',
        columns=["parameters/lr", "validation/accuracy"],
        sort_by="validation/accuracy",
        ascending=False,
        limit=1,
    ).to_pandas()
best = table["sys/id"][0]

with tempfile.TemporaryDirectory() as folder, neptune.init_run(project=name, with_id=best, mode="read-only") as run:
    target = pathlib.Path(folder, "model.txt")
    run["model"].download(str(target))
    print("best:", best, "with", target.read_text())
