"""Logs a run without a server into a folder of its own, then sends it with the client's command line."""

import os
import subprocess
import sys
import tempfile

project = sys.argv[1] if len(sys.argv) > 1 else "examples/python"

with tempfile.TemporaryDirectory() as folder:
    # The client reads this when it is imported.
    os.environ["NEPTUNE_DATA_DIRECTORY"] = os.path.join(folder, ".neptune")
    import neptune

    run = neptune.init_run(mode="offline")
    run["parameters/learning_rate"] = 0.01
    for step in range(100):
        run["train/loss"].append(1 / (1 + step))
    run.stop()

    command = "from neptune.cli.__main__ import main; main()"
    subprocess.run([sys.executable, "-c", command, "sync", "--path", folder, "--project", project], check=True)
