"""A script of the years before 1.0: neptune.init and create_experiment. Runs with neptune-client 0.x, and with 1.x up to 1.14 through neptune.legacy."""

import pathlib
import sys
import tempfile

import numpy as np

try:
    import neptune.legacy as neptune
except ImportError:
    import neptune

project = sys.argv[1] if len(sys.argv) > 1 else "examples/python"
neptune.init(project)

with neptune.create_experiment(name="old ways", params={"lr": 0.1, "epochs": 10}, tags=["legacy"]) as experiment:
    for epoch in range(10):
        neptune.log_metric("accuracy", epoch, 1 - 0.9**epoch)
    neptune.log_text("notes", "it still works")
    neptune.log_image("noise", np.random.default_rng(1).random((16, 16)))
    neptune.set_property("dataset", "digits")
    neptune.append_tag("finished")
    with tempfile.TemporaryDirectory() as folder:
        result = pathlib.Path(folder, "result.txt")
        result.write_text("accuracy 0.61\n")
        neptune.log_artifact(str(result))
    print("experiment:", experiment.id)
