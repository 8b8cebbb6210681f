"""Uploads a checkpoint for every epoch, the last one large enough to go in parts, with neptune-scale."""

import os
import sys
import uuid

from neptune_scale import Run
from neptune_scale.types import File

EPOCHS = 3
SMALL = 64 * 1024
LARGE = 40 * 1024 * 1024


def main() -> None:
    project = sys.argv[1] if len(sys.argv) > 1 else "examples/python"
    run_id = f"checkpoints-{uuid.uuid4().hex[:8]}"
    with Run(project=project, run_id=run_id) as run:
        for epoch in range(EPOCHS):
            weights = os.urandom(LARGE if epoch == EPOCHS - 1 else SMALL)
            run.log_files({"checkpoints/weights": File(weights, mime_type="application/octet-stream")}, step=epoch)
        run.assign_files({"model/card": File(b"# A model\n", mime_type="text/markdown", destination=f"{run_id}/card.md")})
    print(f"{run_id}: {EPOCHS} checkpoints")


if __name__ == "__main__":
    main()
