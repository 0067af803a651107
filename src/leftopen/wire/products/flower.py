"""Flower, which monitors Celery's workers (2.x): the data of its tables. Pure.

Source: its reference (`/api/...`) and its pages' own requests. The tables of the pages need the same right as
the pages; the API has a separate right since 2.0.
"""

from __future__ import annotations

from leftopen.formats import partial_json
from leftopen.model.channel import Reply
from leftopen.model.facts import Json

WORKERS = "/workers?json=1"
TASKS = "/tasks/datatable?draw=1&start=0&length=0&search%5Bvalue%5D=" + (
    "&order%5B0%5D%5Bcolumn%5D=0&order%5B0%5D%5Bdir%5D=asc&columns%5B0%5D%5Bdata%5D=name"
)
"""The table of tasks without a row: only their number."""
API = "/api/task/types"


def workers(reply: Reply) -> int | None:
    """The number of workers, a lower bound where the response was cut; None when this is no such table."""
    if reply.status != 200 or not reply.body.startswith(b'{"data": ['):
        return None
    found = partial_json.items(reply.body, "data")
    if not found:
        return 0 if partial_json.whole(reply.body) == {"data": []} else None
    named = sum(isinstance(each.get("hostname"), str) and "status" in each for each in found)
    return named or None


def tasks(reply: Reply) -> int | None:
    """The number of stored tasks; None when this is no such table."""
    told = _object(reply)
    if told is None or told.get("data") != [] or told.get("draw") != 1:
        return None
    total = told.get("recordsTotal")
    return total if type(total) is int and 0 <= total < 2**60 else None


def api_answers(reply: Reply) -> bool:
    """Does its API respond? It can start tasks and stop workers."""
    told = _object(reply)
    return told is not None and isinstance(told.get("task-types"), list)


def _object(reply: Reply) -> dict[str, Json] | None:
    told = partial_json.whole(reply.body) if reply.status == 200 and not reply.cut else None
    return told if isinstance(told, dict) else None
