"""Logs the fit of a straight line by gradient descent: parameters, two curves, tags, and the result."""

import random
import sys

import neptune

project = sys.argv[1] if len(sys.argv) > 1 else "examples/python"
parameters = {"learning_rate": 0.1, "steps": 200, "noise": 0.05, "seed": 7}

random.seed(parameters["seed"])
points = [(x / 50, 3 * x / 50 - 1 + random.gauss(0, parameters["noise"])) for x in range(50)]

run = neptune.init_run(project=project, name="straight line", tags=["sample", "regression"])
run["parameters"] = parameters

slope, intercept = 0.0, 0.0
for _ in range(parameters["steps"]):
    errors = [slope * x + intercept - y for x, y in points]
    loss = sum(error * error for error in errors) / len(errors)
    run["train/loss"].append(loss)
    run["train/slope"].append(slope)
    slope -= parameters["learning_rate"] * 2 * sum(error * x for error, (x, _) in zip(errors, points)) / len(errors)
    intercept -= parameters["learning_rate"] * 2 * sum(errors) / len(errors)

run["result"] = {"slope": slope, "intercept": intercept, "loss": loss}
run.wait()
print("slope", run["result/slope"].fetch(), "after", len(run["train/loss"].fetch_values(progress_bar=False)), "steps")
run.stop()
