"""Whose data was it: the people of the assessment, by kind, and values that belong to nobody known."""

from __future__ import annotations

from collections.abc import Iterator

from leftopen.impact.respond.examined import Assessed, Examined
from leftopen.impact.respond.facts import Answer, Fact, Known, both, many
from leftopen.impact.respond.nouns import people
from leftopen.model.bilingual import Bilingual

PEOPLE = Bilingual(
    en="people of the assessment, joined by the values that stood together",
    fr="personnes de l’évaluation, réunies par les valeurs qui figuraient ensemble",
)
UNLINKED = Bilingual(
    en="distinct values of the assessment that stood near no person",
    fr="valeurs distinctes de l’évaluation qui n’étaient près d’aucune personne",
)


def facts(examined: Examined) -> Iterator[Fact]:
    assessed = examined.assessed
    if assessed is None or not assessed.searched:
        yield Fact(
            id="whose.people",
            said=both(
                "Whose data it was was not examined: no document was read.",
                "À qui appartenaient les données n’a pas été examiné : aucun document n’a été lu.",
            ),
            known=Known.NOT_EXAMINED,
            counted=PEOPLE,
            link=f"leftopen assess PATH --case {examined.short}",
        )
        return
    yield _people(assessed)
    yield from _kinds(assessed)


def _people(assessed: Assessed) -> Fact:
    whole = assessed.whole
    return Fact(
        id="whose.people",
        said=both(
            "Data of {people} was found in what was read{bounds}.",
            "Des données de {people} ont été trouvées dans ce qui a été lu{bounds}.",
            people=people(assessed.people),
            bounds=_bounds(assessed),
        )
        if whole
        else both(
            "Data of {people} was found in what was read{bounds}; {not_read} "
            "not read whole{partly}: there may be more people.",
            "Des données de {people} ont été trouvées dans ce qui a été lu{bounds} ; "
            "{not_read} en entier{partly} : il peut y en avoir plus.",
            partly=assessed.partly,
            people=people(assessed.people),
            bounds=_bounds(assessed),
            not_read=many(
                assessed.not_read,
                ("document was", "documents were"),
                ("document n’a pas été lu", "documents n’ont pas été lus"),
            ),
        ),
        value=assessed.people,
        lower=assessed.people_at_least,
        upper=assessed.people_at_most if whole else None,
        counted=PEOPLE,
        link=f"leftopen assess people {assessed.id}",
    )


def _bounds(assessed: Assessed) -> Bilingual:
    """What the count leaves open, '' for nothing: people of one name may be one person, and those with only a
    name are not in it."""
    count, least = assessed.people, assessed.people_at_least
    most = assessed.people_at_most if assessed.whole else max(count, least)
    if least == most == count:
        return Bilingual(en="", fr="")
    same, named = least < count, most > count
    why = Bilingual(
        en=" and ".join([*["some may be the same person"] * same, *["others have only a name"] * named]),
        fr=" et ".join(
            [*["certaines peuvent être la même personne"] * same, *["d’autres n’ont qu’un nom"] * named]
        ),
    )
    if not assessed.whole or most == count:
        return both(" (at least {least}: {why})", " (au moins {least} : {why})", least=least, why=why)
    return both(
        " (between {least} and {most}: {why})", " (entre {least} et {most} : {why})",
        least=least, most=most, why=why,
    )  # fmt: skip


def _kinds(assessed: Assessed) -> Iterator[Fact]:
    for kind in assessed.kinds:
        if kind.people:
            yield Fact(
                id=f"whose.kind.{kind.name}",
                said=both(
                    "{label}: found of {people}.",
                    "{label} : trouvé pour {people}.",
                    label=kind.label,
                    people=people(kind.people),
                ),
                value=kind.people,
                lower=kind.people,
                upper=None,
                counted=PEOPLE,
                link=f"leftopen assess people {assessed.id} --holds {kind.name}",
            )  # fmt: skip
        if kind.of_person and kind.unlinked:
            yield Fact(
                id=f"whose.unlinked.{kind.name}",
                said=both(
                    "{label}: {values} near no person; to whom that belongs is not known.",
                    "{label} : {values} près d’aucune personne ; à qui, ce n’est pas connu.",
                    label=kind.label,
                    values=many(
                        kind.unlinked,
                        ("value stood", "values stood"),
                        ("valeur n’était", "valeurs n’étaient"),
                    ),
                ),
                known=Known.NOT_KNOWN,
                value=kind.unlinked,
                lower=kind.unlinked,
                upper=None,
                counted=UNLINKED,
                link=f"leftopen assess show {assessed.id}",
            )


answer = Answer(
    title=Bilingual(en="Whose data was it?", fr="À qui étaient les données ?"), order=5, facts=facts
)
