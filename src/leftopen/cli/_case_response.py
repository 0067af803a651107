"""The next step of the response to a case, where one was begun."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from leftopen.cli._output import Line, Output

if TYPE_CHECKING:
    from leftopen.model.bilingual import Bilingual
    from leftopen.model.facts import Json
    from leftopen.service.workspace import Workspace


def response_lines(opened: Workspace, case: str) -> list[dict[str, Json]]:
    """One of `type: response`; none before anybody wrote an entry."""
    from leftopen.service.respond import lines
    from leftopen.service.respond.state import load
    from leftopen.store.records.entities.cases.responses import Responses

    if not Responses(opened.store.records).of(case):
        return []
    return lines.status(opened, load(opened, case))[:1]


def response_sentences(opened: Workspace, case: str) -> dict[str, Bilingual]:
    """Of every entry of the response, by its hash."""
    from leftopen.impact.respond.entry_text import sentences
    from leftopen.store.records.entities.cases.responses import Responses

    return sentences(Responses(opened.store.records).of(case))


def tell_response(out: Output, lines: Sequence[Line]) -> None:
    """What was changed from outside, and what is to be done next."""
    for line in lines:
        wrong = line["wrong"]
        if isinstance(wrong, list) and wrong:
            out.text(f"WARNING: the records of the case were changed from outside: {wrong[0]}")
        if line["next"]:
            out.text(f"response: next: {line['next']} ({line['next_command']})")
        else:
            out.text(f"response: every step is done (leftopen respond {str(line['case'])[:8]})")
