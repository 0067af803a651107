"""What the entries of a response say, for the timeline of its case."""

from __future__ import annotations

from collections.abc import Mapping

from leftopen.errors import StoreFailed
from leftopen.impact.respond.entry_words import sentences
from leftopen.model.case import Case
from leftopen.web.console.http.request import ConsoleRequest
from leftopen.web.console.view import visible_cases
from leftopen.web.console.view.hosts.hidden_addresses import without_hidden


def shown(request: ConsoleRequest, case: Case) -> Mapping[str, str] | None:
    """The sentence of each entry by its hash, in the user's language and without addresses that the user may
    not see. None where the user may not see the response, or its log is damaged: its own page says so."""
    if not request.may("evidence"):
        return None
    try:
        entries = request.workspace.store.records.responses.of(case.id)
    except StoreFailed:
        return None
    said = {key: one.text(request.language) for key, one in sentences(entries).items()}
    if visible_cases.clauses(request):
        return said
    instead = request.t("[address outside your networks]")
    return {key: without_hidden(text, request.visibility.sees, instead) for key, text in said.items()}
