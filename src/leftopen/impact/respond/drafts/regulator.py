"""For a regulator: the fields that forms ask for, as article 33 of the GDPR lists them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from leftopen.impact.respond.drafting import (
    CONSEQUENCES,
    GENERAL,
    DraftTemplate,
    Sourced,
    contact,
    fact_sentences,
    heading,
    outward,
    unknowns,
)
from leftopen.impact.respond.examined import Examined
from leftopen.impact.respond.facts import Fact
from leftopen.translate import N_


def build(examined: Examined, facts: Mapping[str, Fact]) -> Iterator[Sourced]:
    yield heading("Nature of the breach")
    yield from fact_sentences(facts, "case.what", "since", "hacked")
    yield heading("Moment of knowledge")
    yield from fact_sentences(facts, "response.aware")
    yield heading("Categories and number of people concerned")
    yield from fact_sentences(facts, "whose")
    yield heading("Categories and number of records")
    yield from fact_sentences(facts, "amount")
    yield heading("Access by others")
    yield from outward(facts, "readers")
    yield heading("Contact")
    yield from contact(facts)
    yield heading("Likely consequences")
    yield Sourced(text=CONSEQUENCES, facts=(GENERAL,))
    yield heading("Measures taken or proposed")
    yield from fact_sentences(facts, "response.closed", "standing", "response.custody", "response.logs")
    yield heading("Not known yet")
    yield from unknowns(facts)


draft = DraftTemplate(
    title=N_("Fields of a regulator’s form"),
    order=2,
    build=build,
)
