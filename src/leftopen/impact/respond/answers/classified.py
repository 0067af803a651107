"""Was classified information in it? Markings that were found, and what was not read. Never "none"."""

from __future__ import annotations

from collections.abc import Iterator

from leftopen.impact.respond import nouns
from leftopen.impact.respond.examined import Assessed, Examined
from leftopen.impact.respond.facts import Answer, Fact, Known, message
from leftopen.translate import N_, Message

COUNTED = N_("documents with at least one value of a detector whose category is marking, in the assessment")
OUTCOMES = N_("documents of the assessment by their outcome; each has exactly one")


def facts(examined: Examined) -> Iterator[Fact]:
    assessed = examined.assessed
    if assessed is None or not assessed.searched:
        yield Fact(
            id="classified.markings",
            said=message(
                "Classified information was not examined: no document was read.",
            ),
            known=Known.NOT_EXAMINED,
            counted=COUNTED,
            link=f"leftopen assess PATH --case {examined.short}",
        )
    if assessed is None:
        return
    if assessed.searched:
        yield from _markings(assessed)
    yield _unread(assessed)
    yield Fact(
        id="classified.sample",
        said=message(
            "The number of classified documents without a marking is not known: no random sample was "
            "reviewed.",
        ),
        known=Known.NOT_EXAMINED,
        counted=OUTCOMES,
        link=f"leftopen assess show {assessed.id}",
    )


def _markings(assessed: Assessed) -> Iterator[Fact]:
    """Two counts: a protective marking is no classification."""
    if not assessed.markings:
        text = N_("No marking was found in what was read: {read} of {all}{partly}.")
        yield _count("markings", text, assessed, 0)
        return
    text = (
        N_("Documents with a classified level: {documents} of {read} read.")
        if assessed.classified
        else N_("No classified level was found in what was read: {read} of {all}{partly}.")
    )
    yield _count("levels", text, assessed, assessed.classified)
    if assessed.protective:
        text = N_(
            "Documents with only a protective marking, which is no classification: {documents} of "
            "{read} read."
        )
        yield _count("protective", text, assessed, assessed.protective)
    for one in assessed.markings:
        text = (
            N_("{label}, classified level “{marking}”: found in {documents} of {read} read documents.")
            if one.classified
            else N_("{label}, protective marking “{marking}”: found in {documents} of {read} read documents.")
        )
        kind = f"level.{one.name}.{one.level}" if one.classified else f"marking.{one.name}.{one.level}"
        yield _count(kind, text, assessed, one.documents, label=one.label, marking=one.text)


def _count(id: str, text: Message, assessed: Assessed, count: int, **values: object) -> Fact:
    return Fact(
        id=f"classified.{id}",
        said=message(
            text.id,
            documents=count,
            read=assessed.read,
            all=nouns.documents(assessed.documents),
            partly=assessed.partly,
            **values,
        ),
        value=count,
        lower=count,
        upper=None,
        counted=COUNTED,
        link=f"leftopen assess show {assessed.id}",
    )


def _unread(assessed: Assessed) -> Fact:
    outcomes = assessed.outcomes
    return Fact(
        id="classified.unread",
        said=message(
            "Every counted document was read in full{partly}.",
            partly=assessed.partly,
        )
        if not assessed.left_out
        else message(
            "Encrypted documents: {encrypted}. Not read: {unread}. Failed: {failed}. Read in part: "
            "{carved}. Skipped files: {skipped}. Mailboxes with lost mails: {lost}. Their markings are not "
            "known.",
            skipped=assessed.skipped,
            lost=assessed.lost_mails,
            **{name: outcomes.get(name, 0) for name in ("encrypted", "unread", "failed", "carved")},
        ),
        known=Known.NOT_KNOWN if assessed.left_out else Known.KNOWN,
        value=assessed.not_read,
        lower=assessed.not_read,
        upper=assessed.not_read if assessed.complete and not assessed.skipped else None,
        counted=OUTCOMES,
        link=f"leftopen assess show {assessed.id}",
    )


answer = Answer(title=N_("Was it classified?"), order=1, facts=facts)
