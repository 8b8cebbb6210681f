"""A study of Optuna: every trial is a run of its own, and one more run holds the study with its best trial."""

import sys

import neptune
import optuna

project = sys.argv[1] if len(sys.argv) > 1 else "examples/python"
study_run = neptune.init_run(project=project, name="study", tags=["study"])
study_id = study_run["sys/id"].fetch()


def objective(trial):
    lr = trial.suggest_float("lr", 1e-4, 1e-1, log=True)
    layers = trial.suggest_int("layers", 1, 4)
    loss = (lr - 0.01) ** 2 * 1000 + (layers - 2) ** 2 / 10

    run = neptune.init_run(project=project, name=f"trial {trial.number}", tags=["trial", study_id], capture_hardware_metrics=False)
    run["parameters"] = trial.params
    run["loss"] = loss
    run.stop()

    study_run["trials/loss"].append(loss, step=trial.number)
    return loss


optuna.logging.set_verbosity(optuna.logging.WARNING)
study = optuna.create_study(direction="minimize", sampler=optuna.samplers.TPESampler(seed=1))
study.optimize(objective, n_trials=8)

study_run["best/loss"] = study.best_value
study_run["best/parameters"] = study.best_params
study_run.stop()
print("best:", study.best_params)
