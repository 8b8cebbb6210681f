"""Reads back what scale_training.py logged with neptune-query: its experiments as a table, one curve with all its history, and the same in exact buckets."""

import sys

import neptune_query as query

EXPERIMENTS = "^many-metrics"
CURVE = "layers/0000/loss"


def main() -> None:
    project = sys.argv[1] if len(sys.argv) > 1 else "examples/python"

    table = query.fetch_experiments_table(
        project=project, experiments=EXPERIMENTS, attributes=["parameters/learning_rate", "sys/forking/parent", CURVE], sort_by=CURVE, sort_direction="asc")
    print("Experiments, least loss first:")
    print(table.to_string())

    # A fork shows its parent's points up to where it left it, and its own from there on.
    points = query.fetch_metrics(project=project, experiments=EXPERIMENTS, attributes=[CURVE], lineage_to_the_root=True)
    print("\nPoints of each, history included:")
    print(points.groupby(level=0).count().to_string())

    # Computed by the server from all points; the edges are the same for all experiments.
    buckets = query.fetch_metric_buckets(project=project, experiments=EXPERIMENTS, x="step", y=[CURVE], limit=5, lineage_to_the_root=True)
    print("\nIn buckets:")
    print(buckets.to_string())


if __name__ == "__main__":
    main()
