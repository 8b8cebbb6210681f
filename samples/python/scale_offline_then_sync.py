"""Logs a run with neptune-scale without a server, then sends it with the client's command line; sending it again changes nothing."""

import glob
import os
import subprocess
import sys
import tempfile
import uuid

from neptune_scale import Run


def main() -> None:
    project = sys.argv[1] if len(sys.argv) > 1 else "examples/python"
    run_id = f"offline-{uuid.uuid4().hex[:8]}"
    with tempfile.TemporaryDirectory() as folder:
        with Run(project=project, run_id=run_id, mode="offline", log_directory=folder) as run:
            run.log_configs({"parameters/learning_rate": 0.01})
            for step in range(100):
                run.log_metrics({"train/loss": 1 / (1 + step)}, step=step)
            run.assign_files({"notes": b"logged without a server"})
        (log,) = glob.glob(os.path.join(folder, "**", "*.sqlite3"), recursive=True)
        command = "from neptune_scale.cli.commands import main; main()"
        subprocess.run([sys.executable, "-c", command, "sync", log], check=True)
    print(f"{run_id}: sent")


if __name__ == "__main__":
    main()
