"""Numbers with what they count, in the singular where it is one, in both languages."""

from __future__ import annotations

from leftopen.impact.respond.facts import many
from leftopen.model.bilingual import Bilingual


def people(count: int) -> Bilingual:
    return many(count, ("person", "people"), ("personne", "personnes"))


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
