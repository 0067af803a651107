"""Who is affected by what an assessment found."""

from __future__ import annotations

from collections.abc import Iterator

from leftopen.impact.assess.summary import AssessmentSummary
from leftopen.impact.people.affected import Affected, Person
from leftopen.impact.people.served import PeopleServed, ServedTo
from leftopen.model.facts import Json
from leftopen.present.timestamps import format_utc_or_none

UNITS = 10


def block(found: Affected, summary: AssessmentSummary) -> dict[str, Json]:
    """The part of a summary that is about people. `unlinked`: distinct values that stood near no person."""
    unlinked = {
        label: len(one.distinct - found.linked.get(label, set())) for label, one in summary.labels.items()
    }
    return {
        "count": found.certain,
        "at_least": found.at_least,
        "at_most": found.at_most,
        "complete": found.complete,
        "strength": dict(found.by_strength()),
        "holds": dict(found.by_label()),
        "years": dict(found.by_year()),
        "units": dict(list(found.by_unit().items())[:UNITS]),
        "doubtful": sum(bool(one.doubts) for one in found.people),
        "unlinked": {label: unlinked[label] for label in NUMBERS if unlinked.get(label)},
    }


NUMBERS = ("us_ssn", "dod_id", "iban", "payment_card")
"""Of these, a value near no person is a person all the same; nobody could be told."""


def lines(found: Affected, label: str = "", served: PeopleServed | None = None) -> Iterator[dict[str, Json]]:
    """`type: person`, those with the most kinds of data first. `served`: what the access logs say of them."""
    for one in found.holding(label):
        yield _line(one) | {"served": served_json(served, one.id)}


def served_json(served: PeopleServed | None, id: str) -> Json:
    """Of one person, in all and by kind of data; None where no log was read."""
    if served is None:
        return None
    one = served.people[id]
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
