"""Was it hacked: changed, deleted, encrypted? Only a person who examined the machine can say so."""

from __future__ import annotations

from collections.abc import Iterator

from leftopen.impact.respond.examined import Examined
from leftopen.impact.respond.facts import Answer, Fact, Known, both
from leftopen.model.bilingual import Bilingual
from leftopen.model.response import Word

QUESTION = "intrusion"
COUNTED = Bilingual(
    en="the answer of a person to the question “intrusion”, in the log of the response",
    fr="la réponse d’une personne à la question « intrusion », dans le journal de la réponse",
)


def facts(examined: Examined) -> Iterator[Fact]:
    said, link = examined.response.answers.get(QUESTION), f"leftopen respond {examined.short} history"
    if said is None or said.word is Word.UNKNOWN or (said.word is Word.NO and not said.why):
        yield Fact(
            id="hacked.signs",
            said=both(
                "Signs of an intrusion (ransom notes, foreign objects, deletions, writes) were not examined.",
                "Les signes d’intrusion (demandes de rançon, objets étrangers, suppressions, écritures) "
                "n’ont "
                "pas été examinés.",
            ),
            known=Known.NOT_EXAMINED,
            counted=COUNTED,
            link=f"leftopen respond {examined.short} answer {QUESTION} yes|no --reason WHAT-WAS-EXAMINED",
        )
        return
    yes = said.word is Word.YES
    en = "Signs of an intrusion were found" if yes else "No sign of an intrusion in what was examined"
    fr = (
        "Des signes d’intrusion ont été trouvés"
        if yes
        else "Aucun signe d’intrusion dans ce qui a été examiné"
    )
    yield Fact(
        id="hacked.signs",
        said=both(
            en + ", {by} says: {why}",
            fr + ", dit {by} : {why}",
            by=said.by,
            why=said.why or "–",
        ),
        value=said.word.value,
        counted=both(
            "entry {entry} of the log of the response",
            "entrée {entry} du journal de la réponse",
            entry=said.entry,
        ),
        link=link,
    )


answer = Answer(title=Bilingual(en="Was it hacked?", fr="A-t-on été piraté ?"), order=2, facts=facts)
