"""What waits for the person who is signed in."""

from __future__ import annotations

from collections.abc import Sequence

from leftopen.model.case import Case
from leftopen.service.cases.review import list_reviews
from leftopen.service.respond.tasks import Task, tasks
from leftopen.web.console.http.request import ConsoleRequest


def waiting_tasks(request: ConsoleRequest, cases: Sequence[Case]) -> list[Task]:
    """What waits for this person: nothing for one who may decide nothing."""
    if not request.may("cases"):
        return []
    reviews = [
        one
        for one in list_reviews(request.workspace)
        if request.visibility.sees(one.finding.judged.endpoint.address)
    ]
    return tasks(request.workspace, cases, reviews)
