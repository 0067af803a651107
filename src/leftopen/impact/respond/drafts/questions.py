"""Questions and answers, for whoever takes the calls."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from leftopen.impact.respond.drafting import DraftTemplate, Sourced, fact_sentences, heading, outward
from leftopen.impact.respond.examined import Examined
from leftopen.impact.respond.facts import Fact
from leftopen.translate import N_

ASKED = (
    (heading("Was it classified?"), "classified"),
    (heading("Was it hacked?"), "hacked"),
    (heading("Since when was it open?"), "since"),
    (heading("How much was in it?"), "amount"),
    (heading("Whose data was it?"), "whose"),
    (heading("Who read it?"), "readers"),
)


def build(examined: Examined, facts: Mapping[str, Fact]) -> Iterator[Sourced]:
    for title, beginning in ASKED:
        yield title
        yield from outward(facts, beginning)
    yield heading("Is it closed now?")
    yield from fact_sentences(facts, "response.closed", "standing")


draft = DraftTemplate(title=N_("Questions and answers"), order=5, build=build)
