"""Was it hacked: changed, deleted, encrypted? Only a person who examined the machine can say so."""

from __future__ import annotations

from collections.abc import Iterator

from leftopen.impact.respond.examined import Examined
from leftopen.impact.respond.facts import Answer, Fact, Known, message
from leftopen.model.response import Word
from leftopen.translate import N_

QUESTION = "intrusion"
OUTWARD = {
    Word.YES: N_("Signs of an intrusion were found: {why}"),
    Word.NO: N_("The systems were examined, and no sign of an intrusion was found: {why}"),
}
"""Without the name of who says so."""
COUNTED = N_("the answer of a person to the question “intrusion”, in the response log")


def facts(examined: Examined) -> Iterator[Fact]:
    statement, link = examined.response.answers.get(QUESTION), f"leftopen respond {examined.short} history"
    if (
        statement is None
        or statement.word is Word.UNKNOWN
        or (statement.word is Word.NO and not statement.why)
    ):
        yield Fact(
            id="hacked.signs",
            said=message(
                "Signs of an intrusion (ransom notes, foreign objects, deletions, writes) were not examined.",
            ),
            known=Known.NOT_EXAMINED,
            counted=COUNTED,
            link=f"leftopen respond {examined.short} answer {QUESTION} yes|no --reason WHAT-WAS-EXAMINED",
        )
        return
    text = (
        N_("Signs of an intrusion were found, {by} says: {why}")
        if statement.word is Word.YES
        else N_("{by} examined the systems and found no sign of an intrusion: {why}")
    )
    yield Fact(
        id="hacked.signs",
        said=message(text.id, by=statement.by, why=statement.why or "–"),
        outward=message(OUTWARD[statement.word].id, why=statement.why or "–"),
        value=statement.word.value,
        counted=message(
            "entry {entry} of the response log",
            entry=statement.entry,
        ),
        link=link,
    )


answer = Answer(title=N_("Was it hacked?"), order=2, facts=facts)
