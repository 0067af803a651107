"""Whose data was it: the people of the assessment, by kind, and values that belong to nobody known."""

from __future__ import annotations

from collections.abc import Iterator

from leftopen.impact.respond.examined import Assessed, Examined
from leftopen.impact.respond.facts import Answer, Fact, Known, both, many
from leftopen.impact.respond.nouns import bounds, people
from leftopen.model.bilingual import Bilingual

PEOPLE = Bilingual(
    en="people of the assessment, joined by the values that stood together; at least: different numbers of "
    "one kind that people have, or names that differ; at most: with each value that is tied to nobody, and "
    "not known where anything was not read",
    fr="personnes de l’évaluation, réunies par les valeurs qui figuraient ensemble ; au moins : numéros "
    "personnels différents d’une même sorte, ou noms différents ; au plus : avec chaque valeur rattachée à "
    "personne, et inconnu si tout n’a pas été lu",
)
UNLINKED = Bilingual(
    en="values of the assessment that are tied to no person, each as often as it may be of another one",
    fr="valeurs de l’évaluation qui ne sont rattachées à personne, chacune autant de fois qu’elle peut en "
    "concerner une autre",
)
OTHERS = Bilingual(
    en="others have only a name, or a value without one",
    fr="d’autres n’ont qu’un nom, ou une valeur sans nom",
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
    one = assessed.people
    said = both(
        "Data of {people} was found in what was read{bounds}",
        "Des données de {people} ont été trouvées dans ce qui a été lu{bounds}",
        people=people(one.people),
        bounds=bounds(one, OTHERS),
    )
    if one.at_most is None:
        said = both(
            "{said}; {left_out}{partly}: there may be more people",
            "{said} ; {left_out}{partly} : il peut y en avoir plus",
            said=said, left_out=_left_out(assessed), partly=assessed.partly,
        )  # fmt: skip
    return Fact(
        id="whose.people",
        said=both("{said}.", "{said}.", said=said),
        value=one.people,
        lower=one.at_least,
        upper=one.at_most,
        counted=PEOPLE,
        link=f"leftopen assess people {assessed.id}",
    )


def _left_out(assessed: Assessed) -> Bilingual:
    """What was not read, by the first reason that there is."""
    reasons = (
        (
            assessed.not_read,
            ("document was not read whole", "documents were not read whole"),
            ("document n’a pas été lu en entier", "documents n’ont pas été lus en entier"),
        ),
        (
            assessed.skipped,
            ("file was left out", "files were left out"),
            ("fichier a été laissé de côté", "fichiers ont été laissés de côté"),
        ),
        (
            assessed.pictures,
            ("picture was not read", "pictures were not read"),
            ("image n’a pas été lue", "images n’ont pas été lues"),
        ),
    )
    for count, en, fr in reasons:
        if count:
            return many(count, en, fr)
    return Bilingual(en="not everything was read", fr="tout n’a pas été lu")


def _kinds(assessed: Assessed) -> Iterator[Fact]:
    for kind in assessed.kinds:
        if kind.people.people:
            yield Fact(
                id=f"whose.kind.{kind.name}",
                said=both(
                    "{label}: {people}{bounds}.",
                    "{label} : {people}{bounds}.",
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
                said=both(
                    "{label}: {count} values could not be tied to a person; each may be another person’s.",
                    "{label} : {count} valeurs n’ont pu être rattachées à une personne ; chacune peut "
                    "concerner une autre personne.",
                    label=kind.label,
                    count=kind.unlinked,
                )
                if kind.unlinked > 1
                else both(
                    "{label}: 1 value could not be tied to a person; it may be another person’s.",
                    "{label} : 1 valeur n’a pu être rattachée à une personne ; elle peut concerner une "
                    "autre personne.",
                    label=kind.label,
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
