"""Continues the same run each time the script is started: its own id finds it again."""

import sys

import neptune

project = sys.argv[1] if len(sys.argv) > 1 else "examples/python"

run = neptune.init_run(project=project, custom_run_id="sample-resume", name="continued")
start = run["train/steps_done"].fetch() if run.exists("train/steps_done") else 0
for step in range(start, start + 10):
    run["train/loss"].append(1 / (1 + step), step=step)
run["train/steps_done"] = start + 10
run.wait()
print("steps so far:", len(run["train/loss"].fetch_values(progress_bar=False)))
run.stop()
