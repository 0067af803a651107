"""What the entries of a response say, for the timeline of its case."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from leftopen.cases import response_chain
from leftopen.errors import StoreFailed
from leftopen.impact.respond.entry_text import sentences
from leftopen.model.case import Case, CaseEvent
from leftopen.store.records.entities.cases.responses import Responses
from leftopen.web.console.http.request import ConsoleRequest
from leftopen.web.console.view import i18n, visible_cases
from leftopen.web.console.view.hosts.hidden_addresses import without_hidden


def shown(request: ConsoleRequest, case: Case, events: Sequence[CaseEvent]) -> Mapping[str, str] | None:
    """The sentence of each entry by its hash, in the user's language and without addresses that the user may
    not see; of one that was erased, who erased it, when and why. None where the user may not see the
    response, or its log is damaged: its own page says so."""
    if not request.may("evidence"):
        return None
    try:
        entries = Responses(request.workspace.store.records).of(case.id)
    except StoreFailed:
        return None
    said = dict(_erased(request, events))
    said |= {key: one.text(request.language) for key, one in sentences(entries).items()}
    if visible_cases.clauses(request):
        return said
    instead = request.t("[address outside your networks]")
    return {key: without_hidden(text, request.visibility.sees, instead) for key, text in said.items()}


def _erased(request: ConsoleRequest, events: Sequence[CaseEvent]) -> Iterator[tuple[str, str]]:
    for entry, key in response_chain.named_by(events).items():
        if erasure := response_chain.erasure_of(events, entry):
            said = {"day": i18n.moment(erasure.at), "by": erasure.actor, "why": erasure.body["because"]}
            yield key, request.t("Erased on {day} by {by}: {why}", **said)
