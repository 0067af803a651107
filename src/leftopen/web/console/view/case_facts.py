"""What the page of a case shows: the facts, in the order in which an analyst needs them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, cast

from leftopen import catalogue
from leftopen.cases import event_schema
from leftopen.cases.closure_rules import LIVE
from leftopen.cases.due import due_date
from leftopen.model.case import Case, CaseState
from leftopen.model.closure import CheckObservation
from leftopen.service.cases import review
from leftopen.service.cases.assignees import assignees
from leftopen.service.cases.owners import case_owners
from leftopen.service.cases.read_limits import read_limit
from leftopen.service.cases.timeline import timeline, without_repeats
from leftopen.service.monitoring import monitors
from leftopen.service.notices import case_report
from leftopen.service.notices.notify import NotificationResult, times_told
from leftopen.service.notices.scheduled_actions import ComingKind, coming, said
from leftopen.service.workspace import clock_trust
from leftopen.store.records.entities.cases.cases import Cases
from leftopen.store.records.entities.cases.findings import Findings
from leftopen.store.records.entities.cases.notes import Notes
from leftopen.store.records.entities.cases.owner_links import OwnerLinks
from leftopen.store.records.entities.notices import Notices
from leftopen.store.records.entities.outbox import Outbox
from leftopen.store.records.entities.scopes import Scopes
from leftopen.web.console.http.request import ConsoleRequest
from leftopen.web.console.view import (
    case_response,
    response_sentences,
    server_addresses,
    standing_access,
    visible_cases,
)
from leftopen.web.console.view.next_steps import next_step
from leftopen.web.console.view.pictures import charts
from leftopen.web.console.view.transcript import without_examples

PROVED = frozenset((CaseState.CLOSED, CaseState.WITHDRAWN))
CHECKS = 5
"""The newest checks whose requests are shown."""


def facts(
    request: ConsoleRequest, case: Case, *, evidence: bool, preview: NotificationResult | None
) -> dict[str, Any]:
    """`evidence`: with masked examples; `preview`: a notice that was not sent."""
    records = request.workspace.store.records
    whole = cast(dict[str, Any], case_report.case_report(request.workspace, case.id))
    whole["closure"] = visible_cases.closure(request, whole["closure"])
    events = Cases(records).history(case.id)
    notes = visible_cases.comments(request, case, Notes(records).of(case.id))
    notices = [
        replace(one, notice=visible_cases.notice(request, one.notice))
        for one in Notices(request.workspace.store.records).of(case.id)
    ]
    doubtful = clock_trust.doubtful(request.workspace, events)
    looks = whole["looks"] if evidence else without_examples(whole["looks"], request.t("[masked values]"))
    return {
        "case": case,
        "timeline": without_repeats(
            timeline(visible_cases.events(request, events), notices, notes, doubtful)
        )[::-1],
        "responses": response_sentences.shown(request, case, events),
        "at_version": Cases(records).version(case.id),
        "notices": notices,
        "waiting": {
            one.notice.id: message.delivery
            for one in notices
            if not one.receipts and (message := Outbox(records).find(one.notice.id))
        },
        "linked_owner": any(
            link.withdrawn is None and link.expires > request.workspace.clock()
            for link in OwnerLinks(records).of(case.id)
        ),
        "times_told": times_told(request.workspace, case.id),
        "live": case.state in LIVE,
        "proved": case.state in PROVED,
        "evidence": evidence,
        "preview": preview,
        "looks": looks[:CHECKS],
        "linked": visible_cases.linked(request, case),
        "standing": standing_access.shown(request, case),
        **case_response.shown(request, case),
        **server_addresses.shown(request, case),
        **_what(request, case, whole),
        **_whose(request, case),
        **_when(request, case, event_schema.looks(events)),
    }


def _what(request: ConsoleRequest, case: Case, whole: dict[str, Any]) -> dict[str, Any]:
    """What is open, and what it holds."""
    finding = Findings(request.workspace.store.records).newest(case.finding, case.id)
    words = catalogue.exposure_words(case.check, request.language)
    return {
        "d": whole | {"title": words.title, "remedy": words.remedy.parts(case.product)},
        "plain": review.words(request.workspace, finding, request.t) if finding else "",
        "limit": read_limit(request.workspace, finding, request.t) if finding else "",
    }


def _whose(request: ConsoleRequest, case: Case) -> dict[str, Any]:
    """Its owner, by the scope, and who can have the case."""
    records = request.workspace.store.records
    people = assignees(request.workspace, case) if request.may("cases") else []
    return {
        "owner": case_owners(Scopes(records).list())(case),
        "due_at": due_date(case, request.workspace.settings),
        "people": [user.name for user in people],
    }


def _when(request: ConsoleRequest, case: Case, looks: Sequence[CheckObservation]) -> dict[str, Any]:
    """How long it was open, and what comes next."""
    now = request.workspace.clock()
    begin, end = case.open_after or case.first_open, case.closed or now
    names = {monitor.name for monitor in monitors.visible(request.workspace, request.visibility)}
    found = coming(request.workspace, case, looks)
    whole = visible_cases.clauses(request)
    shown = [
        one
        for one in found
        if (one.name in names if one.kind is ComingKind.MONITOR else whole or not one.name)
    ]
    return {
        "spans": charts.window(case, begin, end, looks),
        "begin": begin,
        "end": end,
        "coming": [said(one, request.t) for one in shown],
        "step": next_step(case, request.t),
    }
