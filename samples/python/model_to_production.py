"""A model is registered, gets a version with its weights, and the version moves to production."""

import pathlib
import sys
import tempfile

import neptune
from neptune.exceptions import NeptuneModelKeyAlreadyExistsError

project = sys.argv[1] if len(sys.argv) > 1 else "examples/python"
KEY = "DIGITS"

try:
    model = neptune.init_model(project=project, key=KEY, name="digit classifier")
except NeptuneModelKeyAlreadyExistsError:
    # From an earlier start of this script: its short id is the project's key and its own.
    with neptune.init_project(project=project, mode="read-only") as known:
        model = neptune.init_model(project=project, with_id=f"{known['sys/id'].fetch()}-{KEY}")
model["signature"] = {"input": "64 pixels", "output": "10 classes"}
model.wait()
model_id = model["sys/id"].fetch()

version = neptune.init_model_version(project=project, model=model_id)
with tempfile.TemporaryDirectory() as folder:
    weights = pathlib.Path(folder, "weights.bin")
    weights.write_bytes(bytes(range(256)) * 64)
    version["weights"].upload(str(weights))
    version["validation/accuracy"] = 0.97
    version.wait()

version.change_stage("staging")
version.change_stage("production")
version.wait()

table = model.fetch_model_versions_table(columns=["sys/id", "sys/stage", "validation/accuracy"]).to_pandas()
print(table.to_string(index=False))
version.stop()
model.stop()
