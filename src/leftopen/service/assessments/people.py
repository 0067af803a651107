"""Who is affected by what an assessment found."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

from leftopen.impact.people.affected import Person
from leftopen.impact.people.bounds import PeopleBounds
from leftopen.impact.people.served import PersonServed, ServedTo
from leftopen.model.facts import Json
from leftopen.present.timestamps import format_utc_or_none
from leftopen.service.assessments.stored_people import PeopleHead, StoredPeople

UNITS = 10


def block(head: PeopleHead) -> dict[str, Json]:
    """The part of a summary that is about people. `at_most`: None where it is not known. `unlinked`: values
    that are tied to nobody."""
    return {
        **bounds_json(head.all),
        "listed": head.listed,
        "complete": head.complete,
        "strength": dict(head.strength),
        "holds": {**head.people()},
        "bounds": {label: bounds_json(one) for label, one in head.bounds.items() if label},
        "years": dict(head.years),
        "units": dict(list(head.units.items())[:UNITS]),
        "doubtful": head.doubtful,
        "unlinked": dict(head.unlinked),
    }


def bounds_json(one: PeopleBounds) -> dict[str, Json]:
    return {"count": one.people, "at_least": one.at_least, "at_most": one.at_most}


class ServedPeople(Protocol):
    """What the access logs say of each person, by the position."""

    def at(self, position: int) -> PersonServed: ...


def lines(
    found: StoredPeople, label: str = "", served: ServedPeople | None = None, first: int = 0
) -> Iterator[dict[str, Json]]:
    """`type: person`, those with the most kinds of data first, from the number `first` on. `served`: what the
    access logs say of them."""
    for position, one in found.holding(label, first):
        yield _line(one) | {"served": served_json(served.at(position)) if served else None}


def served_json(one: PersonServed) -> Json:
    """Of one person, in all and by kind of data."""
    return {
        "verdict": one.whole.verdict.value,
        "kinds": {label: verdict.value for label, verdict in one.kinds.items()},
        **to_json(one.whole),
    }


def to_json(to: ServedTo) -> dict[str, Json]:
    return {
        "clients": to.clients,
        "clients_at_least": to.more,
        "first": format_utc_or_none(to.first),
        "last": format_utc_or_none(to.last),
    }


def _line(one: Person) -> dict[str, Json]:
    return {
        "type": "person",
        "id": one.id,
        "name": one.name or None,
        "names": list(one.names),
        "strength": one.strength.value,
        "holds": {
            held.label: {
                "distinct": held.distinct,
                "documents": held.documents,
                "examples": list(held.examples),
            }
            for held in one.holds
        },
        "documents": one.documents,
        "documents_at_least": one.capped,
        "since": one.years[0] if one.years else None,
        "years": list(one.years),
        "units": list(one.units),
        "roles": list(one.roles),
        "found_in": list(one.reasons),
        "mentions": one.mentions,
        "joins": [
            {
                "by": join.label,
                "key": join.key.hex()[:12],
                "strength": join.strength.value,
                "mentions": join.mentions,
            }
            for join in one.joins
        ],
        "doubts": list(one.doubts),
        "places": list(one.places),
    }
