"""MLflow's REST interface: its experiments, and whether the first of them holds a run. Pure.

Source: MLflow's REST API reference (`experiments/search`, `runs/search`).
"""

from __future__ import annotations

from leftopen.formats import partial_json
from leftopen.model.channel import Reply
from leftopen.model.facts import Json

MOST = 50
EXPERIMENTS = f"/api/2.0/mlflow/experiments/search?max_results={MOST}"
RUNS = "/api/2.0/mlflow/runs/search"
OWN = "0"
"""The experiment that exists from the start."""


def experiments(reply: Reply) -> tuple[str, ...] | None:
    """Ids of the experiments on the page except the default one; None when it is no such page."""
    if reply.status != 200 or b'"experiments"' not in reply.body[:100]:
        return None
    found = [_id(each) for each in partial_json.items(reply.body, "experiments")]
    ids = [key for key in found if key]
    return tuple(key for key in ids if key != OWN) if ids else None


def has_more(reply: Reply) -> bool:
    """Does another page follow, or was this one cut?"""
    answer = partial_json.whole(reply.body)
    return reply.cut or not isinstance(answer, dict) or bool(answer.get("next_page_token"))


def has_runs(reply: Reply) -> bool | None:
    """Does the page of runs hold one, whole or cut? None when it is no such page."""
    if reply.status != 200:
        return None
    if any("info" in each for each in partial_json.items(reply.body, "runs")):
        return True
    return False if partial_json.whole(reply.body) == {} else None


def distrusts_host(reply: Reply) -> bool:
    """It responds only to known host names; none are guessed, though any client may send one."""
    return reply.status == 403 and reply.body.startswith(b"Invalid Host header")


def _id(each: dict[str, Json]) -> str:
    """Only with the members of an experiment."""
    key = each.get("experiment_id")
    return key if isinstance(key, str) and isinstance(each.get("name"), str) else ""
