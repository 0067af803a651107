"""What the page of a case shows: the facts, in the order in which an analyst needs them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any, cast

from leftopen import catalogue
from leftopen.cases import event_schema, response_chain
from leftopen.cases.closure_rules import LIVE
from leftopen.cases.due import due_date
from leftopen.errors import StoreFailed
from leftopen.impact.respond.entry_text import sentences
from leftopen.model.case import Case, CaseEvent, CaseEventKind, CaseState
from leftopen.model.closure import CheckObservation
from leftopen.service.cases import review
from leftopen.service.cases.assignees import assignees
from leftopen.service.cases.owners import case_owners
from leftopen.service.cases.read_limits import read_limit
from leftopen.service.cases.timeline import timeline, without_repeats
from leftopen.service.monitoring import monitors
from leftopen.service.notices import case_report
from leftopen.service.notices.notify import NotificationResult, count_notifications
from leftopen.service.notices.scheduled_actions import ScheduledActionKind, action_text, scheduled_actions
from leftopen.service.workspace import clock_trust
from leftopen.store.records.entities.cases.cases import Cases
from leftopen.store.records.entities.cases.findings import Findings
from leftopen.store.records.entities.cases.notes import Notes
from leftopen.store.records.entities.cases.owner_links import OwnerLinks
from leftopen.store.records.entities.cases.responses import Responses
from leftopen.store.records.entities.notices import Notices
from leftopen.store.records.entities.outbox import Outbox
from leftopen.store.records.entities.scopes import Scopes
from leftopen.translate import Translator
from leftopen.web.console.http.request import ConsoleRequest
from leftopen.web.console.view import (
    case_response,
    i18n,
    server_addresses,
    standing_access,
    visible_cases,
)
from leftopen.web.console.view.hosts.hidden_addresses import without_hidden
from leftopen.web.console.view.pictures import charts

PROVED = frozenset((CaseState.CLOSED, CaseState.WITHDRAWN))
CHECKS = 5
"""The newest checks whose requests are shown."""
TELL, ASK, WAIT, SILENT, ACCEPTED, REOPENS, WORD, FALSE, TAKEN = (
    "Next: tell the owner. Nothing is sent before you confirm the preview.",
    "Next: check again once the owner has answered. A scan of this address checks it too.",
    "Next: wait for the owner to close it, then check again. A scan of this address checks it too.",
    "Next: check again until three rounds prove the closure, or close the case without proof.",
    "Next: nothing until the end of {until}. Then the case counts as open again. Scans still check "
    "the address.",
    "Next: nothing. If a scan finds it open again, the case reopens.",
    "Next: check again. Only a check proves the closure.",
    "Next: nothing. Scans list it with this decision.",
    "Next: the other case goes on.",
)
NEXT: Mapping[CaseState, str] = {
    CaseState.OPEN: TELL,
    CaseState.NOTIFIED: ASK,
    CaseState.ACKNOWLEDGED: WAIT,
    CaseState.SILENT: SILENT,
    CaseState.ACCEPTED: ACCEPTED,
    CaseState.CLOSED: REOPENS,
    CaseState.WITHDRAWN: REOPENS,
    CaseState.SAID_CLOSED: WORD,
    CaseState.FALSE_POSITIVE: FALSE,
    CaseState.TAKEN_OVER: TAKEN,
}
NEXT_STEPS = tuple(dict.fromkeys(NEXT.values()))
"""Every text that is translated."""
MASKED = "**"
"""Every mask of a personal or secret value has at least two of them in a row."""


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
    messages = Outbox(records).about(case.id)
    doubtful = clock_trust.doubtful(request.workspace, events)
    looks = whole["looks"] if evidence else _without_examples(whole["looks"], request.t("[masked values]"))
    return {
        "case": case,
        "timeline": without_repeats(
            timeline(visible_cases.events(request, events), notices, notes, doubtful)
        )[::-1],
        "responses": _entries(request, case, events),
        "at_version": Cases(records).version(case.id),
        "notices": notices,
        "waiting": {one.id: one.delivery for one in messages},
        "askers": {one.id: one.delivery.released_by or one.delivery.asked_by for one in messages},
        "proved_by": _proved_by(events),
        "linked_owner": any(
            link.withdrawn is None and link.expires > request.workspace.clock()
            for link in OwnerLinks(records).of(case.id)
        ),
        "times_told": count_notifications(request.workspace, case.id),
        "live": case.state in LIVE,
        "proved": case.state in PROVED,
        "evidence": evidence,
        "preview": preview,
        "looks": looks[:CHECKS],
        "linked": visible_cases.linked_cases(request, case),
        "standing": standing_access.standing_access_view(request, case),
        **case_response.response_view(request, case),
        **server_addresses.addresses_view(request, case),
        **_what(request, case, whole),
        **_whose(request, case),
        **_when(request, case, event_schema.looks(events)),
    }


def _proved_by(events: Sequence[CaseEvent]) -> str:
    """Why the case was closed the last time, in English."""
    shut = [one for one in events if one.kind in (CaseEventKind.CLOSED, CaseEventKind.WITHDRAWN)]
    return str(shut[-1].body.get("because", "")) if shut else ""


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
    found = scheduled_actions(request.workspace, case, looks)
    whole = visible_cases.clauses(request)
    shown = [
        one
        for one in found
        if (one.name in names if one.kind is ScheduledActionKind.MONITOR else whole or not one.name)
    ]
    return {
        "spans": charts.window(case, begin, end, looks),
        "begin": begin,
        "end": end,
        "coming": [action_text(one, request.t) for one in shown],
        "step": _next_step(case, request.t),
    }


def _next_step(case: Case, t: Translator) -> str:
    """One to three sentences."""
    # It ends with its last day: the first moment that is no longer accepted is midnight.
    last = case.until - timedelta(seconds=1) if case.until else None
    return t(NEXT[case.state], until=f"{last:%Y-%m-%d}" if last else "–")


def _entries(request: ConsoleRequest, case: Case, events: Sequence[CaseEvent]) -> Mapping[str, str] | None:
    """The sentence of each entry by its hash, in the user's language and without addresses that the user may
    not see; of one that was erased, who erased it, when and why. None where the user may not see the
    response, or its log is damaged: its own page says so."""
    if not request.may("evidence"):
        return None
    try:
        entries = Responses(request.workspace.store.records).of(case.id)
    except StoreFailed:
        return None
    erasures = dict(_erased(request, events))
    erasures |= {key: one.text(request.language) for key, one in sentences(entries).items()}
    if visible_cases.clauses(request):
        return erasures
    instead = request.t("[address outside your networks]")
    return {key: without_hidden(text, request.visibility.sees, instead) for key, text in erasures.items()}


def _erased(request: ConsoleRequest, events: Sequence[CaseEvent]) -> Iterator[tuple[str, str]]:
    for entry, key in response_chain.named_by(events).items():
        if erasure := response_chain.erasure_of(events, entry):
            erasures = {"day": i18n.moment(erasure.at), "by": erasure.actor, "why": erasure.body["because"]}
            yield key, request.t("Erased on {day} by {by}: {why}", **erasures)


def _without_examples(looks: Sequence[Mapping[str, Any]], hidden: str) -> list[dict[str, Any]]:
    """The observations with each line that quotes a masked value replaced by `hidden`."""
    return [{**look, "transcript": list(_lines(look["transcript"], hidden))} for look in looks]


def _lines(transcript: Sequence[Mapping[str, Any]], hidden: str) -> Iterator[dict[str, Any]]:
    for entry in transcript:
        lines = str(entry["excerpt"]).split("\n")
        yield {**entry, "excerpt": "\n".join(hidden if MASKED in line else line for line in lines)}
