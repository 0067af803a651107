"""For the press: a few lines that say what is known, and what is not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from leftopen.impact.respond.drafting import (
    INTERNAL,
    DraftTemplate,
    Sourced,
    fact_sentences,
    general,
    heading,
    outward,
)
from leftopen.impact.respond.examined import Examined
from leftopen.impact.respond.facts import Fact
from leftopen.translate import N_


def build(examined: Examined, facts: Mapping[str, Fact]) -> Iterator[Sourced]:
    yield heading("Statement")
    yield from fact_sentences(facts, "since.begin", "response.closed", "whose.people")
    yield from outward(facts, "readers.window", "readers.items")
    yield general(
        "We inform the affected people about the data and about what they can do.",
    )
    yield heading("Do not say")
    yield Sourced(
        text=N_("Do not claim that the data was not read or not classified, unless a fact above states it."),
        facts=(INTERNAL,),
    )


draft = DraftTemplate(title=N_("Press lines"), order=4, build=build)
