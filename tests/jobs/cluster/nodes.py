"""A Ray cluster on this machine, in a process of its own: `python nodes.py COUNT` starts a head without a core and so
many nodes of one core each.

It prints one JSON line, {"address", "nodes": the pid of each node's raylet}; then it reads lines from stdin: "lose N"
takes the node at that place away at once, "add CORES GPUS" adds one, whose GPUs are such in name only; each is answered
by such a line. When stdin ends, all ends.
"""

from __future__ import annotations

import json
import sys

from ray.cluster_utils import Cluster

QUICK = {
    "health_check_initial_delay_ms": 500,
    "health_check_period_ms": 500,
    "health_check_timeout_ms": 2_000,
    "health_check_failure_threshold": 2,
}
MEMORY = 80_000_000


def main() -> None:
    head = {"num_cpus": 0, "include_dashboard": False, "object_store_memory": MEMORY, "_system_config": QUICK}
    cluster = Cluster(initialize_head=True, head_node_args=head)
    nodes = [add(cluster) for _ in range(int(sys.argv[1]))]
    try:
        while True:
            raylets = [node.all_processes["raylet"][0].process.pid for node in nodes]
            print(json.dumps({"address": cluster.address, "nodes": raylets}), flush=True)
            what, _, place = sys.stdin.readline().partition(" ")
            if what == "lose":
                cluster.remove_node(nodes.pop(int(place)), allow_graceful=False)
            elif what == "add":
                nodes.append(add(cluster, *map(int, place.split())))
            else:
                return
    finally:
        cluster.shutdown()


def add(cluster: Cluster, cores: int = 1, gpus: int = 0) -> object:
    return cluster.add_node(num_cpus=cores, num_gpus=gpus, object_store_memory=MEMORY)


if __name__ == "__main__":
    main()
