"""A callback in the style of Keras: training calls it, and knows nothing of where the figures go."""

import math
import sys

import neptune


class NeptuneCallback:
    def __init__(self, run, base="metrics"):
        self.namespace = run[base]

    def on_train_begin(self, params):
        self.namespace["parameters"] = params

    def on_batch_end(self, batch, logs):
        for name, value in logs.items():
            self.namespace[f"batch/{name}"].append(value)

    def on_epoch_end(self, epoch, logs):
        for name, value in logs.items():
            self.namespace[f"epoch/{name}"].append(value, step=epoch)


def fit(epochs, batches, callbacks):
    for callback in callbacks:
        callback.on_train_begin({"epochs": epochs, "batches": batches})
    for epoch in range(epochs):
        for batch in range(batches):
            loss = math.exp(-(epoch * batches + batch) / 40)
            for callback in callbacks:
                callback.on_batch_end(batch, {"loss": loss})
        for callback in callbacks:
            callback.on_epoch_end(epoch, {"loss": loss, "accuracy": 1 - loss / 2})


project = sys.argv[1] if len(sys.argv) > 1 else "examples/python"
run = neptune.init_run(project=project, name="callback")
fit(epochs=5, batches=20, callbacks=[NeptuneCallback(run)])
run.wait()
print("accuracy:", run["metrics/epoch/accuracy"].fetch_last())
run.stop()
