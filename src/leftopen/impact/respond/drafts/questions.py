"""Questions and answers, for whoever takes the calls."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from leftopen.impact.respond.drafting import DraftTemplate, Sourced, heading, outward, telling
from leftopen.impact.respond.examined import Examined
from leftopen.impact.respond.facts import Fact
from leftopen.model.bilingual import Bilingual

ASKED = (
    ("Was it classified?", "Était-ce classifié ?", "classified"),
    ("Was it hacked?", "Était-ce un piratage ?", "hacked"),
    ("Since when was it open?", "Depuis quand était-ce ouvert ?", "since"),
    ("How much was in it?", "Combien y en avait-il ?", "amount"),
    ("Whose data was it?", "À qui étaient les données ?", "whose"),
    ("Who read it?", "Qui l’a lu ?", "readers"),
)


def build(examined: Examined, facts: Mapping[str, Fact]) -> Iterator[Sourced]:
    for en, fr, beginning in ASKED:
        yield heading(en, fr)
        yield from outward(facts, beginning)
    yield heading("Is it closed now?", "Est-ce fermé maintenant ?")
    yield from telling(facts, "response.closed", "standing")


draft = DraftTemplate(
    title=Bilingual(en="Questions and answers", fr="Questions et réponses"), order=5, build=build
)
