"""Logs a training with 5,000 metrics a step with neptune-scale, twice forked from the middle, each fork with another learning rate."""

import math
import sys
import uuid

from neptune_scale import Run

METRICS = 5_000
STEPS = 20
FORK_AT = 10


def loss(metric: int, step: int, learning_rate: float) -> float:
    return math.exp(-learning_rate * step) * (1 + metric / METRICS)


def log(run: Run, steps: range, learning_rate: float) -> None:
    run.log_configs({"parameters/learning_rate": learning_rate, "parameters/layers": ["embedding", "attention", "head"]})
    for step in steps:
        run.log_metrics({f"layers/{metric:04}/loss": loss(metric, step, learning_rate) for metric in range(METRICS)}, step=step)


def main() -> None:
    project = sys.argv[1] if len(sys.argv) > 1 else "examples/python"
    parent = f"training-{uuid.uuid4().hex[:8]}"
    with Run(project=project, run_id=parent, experiment_name="many-metrics") as run:
        run.add_tags(["sample"])
        log(run, range(STEPS), 0.1)
    for number, learning_rate in enumerate((0.05, 0.2), start=1):
        with Run(
            project=project, run_id=f"{parent}-fork-{number}", experiment_name=f"many-metrics-{learning_rate}",
            fork_run_id=parent, fork_step=FORK_AT,
        ) as fork:
            log(fork, range(FORK_AT + 1, STEPS), learning_rate)
    print(f"{parent} and two forks of it, {METRICS} metrics each")


if __name__ == "__main__":
    main()
