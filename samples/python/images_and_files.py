"""A run with images, a file, a folder of files and an HTML page, which are downloaded again at the end."""

import pathlib
import sys
import tempfile

import neptune
import numpy as np
from neptune.types import File

project = sys.argv[1] if len(sys.argv) > 1 else "examples/python"
run = neptune.init_run(project=project, name="images and files")

# A series of images: one for each epoch, with a name and a description.
random = np.random.default_rng(1)
for epoch in range(5):
    noise = random.random((32, 32, 3)) * (5 - epoch) / 5
    run["samples"].append(File.as_image(noise), name=f"epoch {epoch}", description="fades as training goes on")

with tempfile.TemporaryDirectory() as folder:
    weights = pathlib.Path(folder, "weights.npy")
    np.save(weights, random.random((100, 100)))
    pathlib.Path(folder, "labels.csv").write_text("id,label\n1,cat\n2,dog\n")

    run["model/weights"].upload(str(weights))
    run["dataset"].upload_files([f"{folder}/*.csv"])
    run["report"].upload(File.from_content("<h1>All is well</h1>", extension="html"))
    run.wait()

    copy = pathlib.Path(folder, "copy.npy")
    run["model/weights"].download(str(copy))
    same = copy.read_bytes() == weights.read_bytes()
    run["dataset"].download(folder)

print("downloaded weights are the same:", same)
run.stop()
