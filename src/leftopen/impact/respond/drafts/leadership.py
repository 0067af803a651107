"""For the leadership: one page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from leftopen.impact.respond.drafting import (
    DraftTemplate,
    Sourced,
    fact_sentences,
    general,
    heading,
    met_verdicts,
)
from leftopen.impact.respond.examined import Examined
from leftopen.impact.respond.facts import Fact
from leftopen.translate import N_


def build(examined: Examined, facts: Mapping[str, Fact]) -> Iterator[Sourced]:
    yield heading("What happened")
    yield from fact_sentences(facts, "case.what", "since.begin", "since.end")
    yield heading("What was in it, and whose")
    yield from fact_sentences(facts, "amount.documents", "whose.people", "classified")
    yield heading("Who read it, and was anything changed")
    yield from fact_sentences(met_verdicts(facts), "readers.logins", "readers.items")
    # All kinds of data together: each by itself would not fit on the page.
    yield from fact_sentences(
        {id: one for id, one in facts.items() if id == "readers.people"}, "readers.people"
    )
    yield from fact_sentences(facts, "readers.clients", "readers.window", "readers.hours", "hacked")
    yield heading("What is being done")
    yield from fact_sentences(facts, "response.closed", "standing")
    yield from fact_sentences(facts, "response.aware", "response.custody", "response.logs")
    yield general(
        "The figures may change while the assessment runs. This page shows the current state.",
    )


draft = DraftTemplate(title=N_("For the leadership"), order=1, build=build)
