"""Whose data was it: the people of the assessment, by kind, and values that belong to nobody known."""

from __future__ import annotations

from collections.abc import Iterator

from leftopen.impact.respond.examined import Assessed, Examined, FoundKind
from leftopen.impact.respond.facts import Answer, Fact, Known, message
from leftopen.impact.respond.nouns import bounds, people
from leftopen.translate import N_, Message, plural_message

PEOPLE = N_(
    "people of the assessment, joined by values found together; at least: different personal numbers of "
    "one kind, or different names; at most: includes every value without a person, and is not known where "
    "anything was not read"
)
UNLINKED = N_(
    "values of the assessment without a person, each counted once for every other person it may belong to"
)
OTHERS = N_("others have only a name, or only a value")


def facts(examined: Examined) -> Iterator[Fact]:
    assessed = examined.assessed
    if assessed is None or not assessed.searched:
        yield Fact(
            id="whose.people",
            said=message(
                "The affected people were not examined: no document was read.",
            ),
            known=Known.NOT_EXAMINED,
            counted=PEOPLE,
            link=f"leftopen assess PATH --case {examined.short}",
        )
        return
    yield _people(assessed)
    yield from _kinds(assessed)


def _people(assessed: Assessed) -> Fact:
    one = assessed.people
    statement = message(
        "Data of {people} was found in what was read{bounds}",
        people=people(one.people),
        bounds=bounds(one, OTHERS),
    )
    if one.at_most is None:
        statement = message(
            "{said}; {left_out}{partly}: there may be more people",
            said=statement, left_out=_left_out(assessed), partly=assessed.partly,
        )  # fmt: skip
    return Fact(
        id="whose.people",
        said=message("{said}.", said=statement),
        value=one.people,
        lower=one.at_least,
        upper=one.at_most,
        counted=PEOPLE,
        link=f"leftopen assess people {assessed.id}",
    )


def _left_out(assessed: Assessed) -> Message:
    """What was not read, by the first reason that there is."""
    if assessed.not_read:
        return plural_message(
            assessed.not_read, "{n} document was not read in full", "{n} documents were not read in full"
        )
    if assessed.skipped:
        return plural_message(assessed.skipped, "{n} file was left out", "{n} files were left out")
    if assessed.pictures:
        return plural_message(assessed.pictures, "{n} picture was not read", "{n} pictures were not read")
    return N_("not everything was read")


def _kinds(assessed: Assessed) -> Iterator[Fact]:
    for kind in assessed.kinds:
        if kind.people.people:
            yield Fact(
                id=f"whose.kind.{kind.name}",
                said=message(
                    "{label}: {people}{bounds}.",
                    label=kind.label,
                    people=people(kind.people.people),
                    bounds=bounds(kind.people, OTHERS),
                ),
                value=kind.people.people,
                lower=kind.people.at_least,
                upper=kind.people.at_most,
                counted=PEOPLE,
                link=f"leftopen assess people {assessed.id} --holds {kind.name}",
            )  # fmt: skip
        if kind.of_person and kind.unlinked:
            yield Fact(
                id=f"whose.unlinked.{kind.name}",
                said=_unlinked(kind),
                known=Known.NOT_KNOWN,
                value=kind.unlinked,
                lower=kind.unlinked,
                upper=None,
                counted=UNLINKED,
                link=f"leftopen assess show {assessed.id}",
            )


def _unlinked(kind: FoundKind) -> Message:
    """With what the number of people has of them: no value is said to be both somebody’s and nobody’s."""
    if kind.alone == kind.unlinked:
        values = plural_message(
            kind.unlinked,
            "{n} value has no name beside it, and counts as a person in the number above",
            "{n} values have no name beside them, and each counts as a person in the number above",
        )
        return message("{label}: {values}.", label=kind.label, values=values)
    values = plural_message(
        kind.unlinked, "{n} value has no name beside it", "{n} values have no name beside them"
    )
    if kind.alone:
        counted = plural_message(
            kind.alone,
            "{n} of them counts as a person in the number above",
            "{n} of them count as a person each in the number above",
        )
        return message("{label}: {values}; {counted}.", label=kind.label, values=values, counted=counted)
    return message(
        "{label}: {values}; the number of people leaves them out, and each may be another person’s.",
        label=kind.label,
        values=values,
    )


answer = Answer(title=N_("Whose data was it?"), order=5, facts=facts)
