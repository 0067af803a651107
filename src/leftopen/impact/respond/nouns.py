"""Numbers with what they count, in the singular where it is one, in both languages."""

from __future__ import annotations

from leftopen.impact.people.bounds import PeopleBounds
from leftopen.impact.respond.facts import both, many
from leftopen.model.bilingual import Bilingual

SAME = Bilingual(en="some may be the same person", fr="certaines peuvent être la même personne")
UNTOLD = Bilingual(en="", fr="")


def people(count: int) -> Bilingual:
    return many(count, ("person", "people"), ("personne", "personnes"))


def bounds(one: PeopleBounds, others: Bilingual = UNTOLD) -> Bilingual:
    """To put behind the count: ` (between 58 and 90: …)`, with why; '' where it is exact, or no more is
    known. `others`: why there may be more."""
    same, more = one.at_least < one.people, one.at_most is not None and one.at_most > one.people
    reasons = [*[SAME] * same, *[others] * (more and bool(others.en))]
    why = Bilingual(
        en=": " * bool(reasons) + " and ".join(reason.en for reason in reasons),
        fr=" : " * bool(reasons) + " et ".join(reason.fr for reason in reasons),
    )
    if more:
        return both(
            " (between {least} and {most}{why})", " (entre {least} et {most}{why})",
            least=one.at_least, most=one.at_most, why=why,
        )  # fmt: skip
    if same:
        return both(" (at least {least}{why})", " (au moins {least}{why})", least=one.at_least, why=why)
    return UNTOLD


def documents(count: int) -> Bilingual:
    return many(count, ("document", "documents"), ("document", "documents"))


def items(count: int) -> Bilingual:
    return many(count, ("item", "items"), ("élément", "éléments"))


def whole_hours(count: int) -> Bilingual:
    return many(count, ("hour", "hours"), ("heure", "heures"))


def minutes(count: int) -> Bilingual:
    return many(count, ("minute", "minutes"), ("minute", "minutes"))


def received_bytes(count: int) -> Bilingual:
    return many(count, ("byte", "bytes"), ("octet", "octets"))


def records(count: int) -> Bilingual:
    return many(count, ("record", "records"), ("enregistrement", "enregistrements"))
