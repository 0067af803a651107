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
    answer = _object(reply)
    if answer is None or answer.get("data") != [] or answer.get("draw") != 1:
        return None
    total = answer.get("recordsTotal")
    return total if type(total) is int and 0 <= total < 2**60 else None


def api_answers(reply: Reply) -> bool:
    """Does its API respond? It can start tasks and stop workers."""
    answer = _object(reply)
    return answer is not None and isinstance(answer.get("task-types"), list)


def _object(reply: Reply) -> dict[str, Json] | None:
    answer = partial_json.whole(reply.body) if reply.status == 200 and not reply.cut else None
    return answer if isinstance(answer, dict) else None
