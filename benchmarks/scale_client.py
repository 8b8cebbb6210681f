"""One of several processes that log to one server with neptune-scale: scale_client.py PROJECT RUN METRICS STEPS SECONDS_A_STEP FOLDER.

Prints one JSON object: how long logging took, how long until all was processed afterwards, the longest queue that was seen and the queue
in the first and in the second half of the steps (operations that wait in the client's own file, counted each step).
"""

import glob
import json
import os
import sqlite3
import sys
import time

from neptune_scale import Run


def queued(folder: str) -> int:
    files = glob.glob(os.path.join(folder, "**", "*.sqlite3"), recursive=True)
    if not files:
        return 0
    connection = sqlite3.connect(f"file:{files[0]}?mode=ro", uri=True, timeout=10)
    try:
        return connection.execute("select count(*) from run_operations").fetchone()[0]
    finally:
        connection.close()


def main() -> None:
    project, run_id, metrics, steps, pause, folder = sys.argv[1:]
    count, lengths, errors = int(metrics), [], []
    run = Run(
        project=project, run_id=run_id, log_directory=folder, enable_console_log_capture=False,
        on_error_callback=lambda error, seen: errors.append(repr(error)),
    )
    begun = time.monotonic()
    for step in range(int(steps)):
        run.log_metrics({f"metrics/{number:04}": step + number / count for number in range(count)}, step=step)
        lengths.append(queued(folder))
        time.sleep(max(0.0, begun + (step + 1) * float(pause) - time.monotonic()))
    logged = time.monotonic()
    run.wait_for_processing(verbose=False)
    processed = time.monotonic()
    left = queued(folder)
    run.close()
    half = len(lengths) // 2
    print(json.dumps({
        "logging": logged - begun, "tail": processed - logged, "left": left, "errors": errors[:3],
        "early": max(lengths[:half], default=0), "late": max(lengths[half:], default=0),
    }), flush=True)


if __name__ == "__main__":
    main()
