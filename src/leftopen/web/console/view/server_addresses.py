"""The other addresses of a case's server on its page: some at a time, because there may be thousands; and
what a decision about all of them refers to."""

from __future__ import annotations

from typing import Any

from leftopen.model.case import Case
from leftopen.service.cases.group_decisions import STANDING
from leftopen.store.records.entities.cases.cases import Cases
from leftopen.web.console.http.request import ConsoleRequest
from leftopen.web.console.view import visible_cases
from leftopen.web.console.view.board import marks_of

ROWS = 100
BESIDES = 10


def addresses_view(request: ConsoleRequest, case: Case) -> dict[str, Any]:
    """`same`: one page of them; `standing_cases`: how many a decision may be about; `others`: the number of
    the newest event, by which `marks` knows what changed after this page."""
    # Read first: what changes while the page is made is newer than it.
    newest = Cases(request.workspace.store.records).newest_event()
    same = visible_cases.same_server(request, case)
    besides = visible_cases.besides(request, case)
    last = max(1, -(-len(same) // ROWS))
    page = min(_page(request), last)
    return {
        "same": same[(page - 1) * ROWS : page * ROWS],
        "addresses": len(same) + 1,
        "same_page": page,
        "same_last": last,
        "standing_cases": sum(one.state in STANDING for one in same),
        "others": newest,
        "besides": besides[:BESIDES],
        "besides_more": len(besides[BESIDES:]),
    }


def _page(request: ConsoleRequest) -> int:
    asked = request.one("addresses", "1")
    return max(1, int(asked[:9])) if asked.isascii() and asked.isdigit() else 1


def marks(request: ConsoleRequest, case: Case, newest: int) -> list[str]:
    """Each of the others that a decision may be about, as `ID:VERSION`, of a page that was made at the event
    `newest`. What changed since is among them with an older version, so that it is told as changed."""
    versions = Cases(request.workspace.store.records).versions()
    wanted = [
        one
        for one in visible_cases.same_server(request, case)
        if one.state in STANDING or versions.get(one.id, 0) > newest
    ]
    return [str(marks_of([one], {one.id: min(versions.get(one.id, 0), newest)})) for one in wanted]
