"""A page of jobs that run: one of a bank's transfers, with those that failed."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from leftopen.demo.program import LOOPBACK, ServerProgram
from tests.blind import installed
from tests.blind.content import PEOPLE, post, served
from tests.servers.real import Spot

NODES = ["read-transfers", "look-for-fraud", "book", "print-letters"]


def start(spot: Spot, closed: bool) -> Sequence[ServerProgram]:
    words = [*installed.script("celestialflow-web"), "--host", LOOPBACK, "--port", str(spot.port)]
    server = served(spot, words)
    graph = {"session_id": "transfers-2026-11", "graph": "transfers", "graph_mode": "thread", "is_dag": True}
    edges = {one: [two] for one, two in pairwise(NODES)}
    post(spot, "/api/push_graph_meta", {**graph, "class_name": "Transfers", "nodes": NODES, "edges": edges})
    for n, (name, mail, _, city) in enumerate(PEOPLE * 3):
        task = {
            "payer": name,
            "mail": mail,
            "branch": city,
            "account": f"XX00 5550 00{n:02}",
            "amount": 90 + n,
        }
        error = {
            "error_type": "Blocked",
            "error_message": f"{name} is on the list",
            "ts": 1_764_000_000.0 + n,
        }
        about = {"session_id": "transfers-2026-11", "event_id": n + 1, "node": NODES[1]}
        post(spot, "/api/push_error", {**about, "task_json": task, **error})
    return [server]
