"""Numbers with what they count, in the singular where it is one, in both languages."""

from __future__ import annotations

from leftopen.impact.people.bounds import PeopleBounds
from leftopen.impact.respond.facts import joined, message
from leftopen.translate import N_, Message, plural_message

SAME = N_("some may be the same person")
UNTOLD = N_("")


def people(count: int) -> Message:
    return plural_message(count, "{n} person", "{n} people")


def bounds(one: PeopleBounds, others: Message = UNTOLD) -> Message:
    """To put behind the count: ` (between 58 and 90: …)`, with why; '' where it is exact, or no more is
    known. `others`: why there may be more."""
    same, more = one.at_least < one.people, one.at_most is not None and one.at_most > one.people
    reasons = [*[SAME] * same, *[others] * (more and bool(others.id))]
    why = N_(": {reasons}", reasons=joined("{first} and {rest}", reasons)) if reasons else UNTOLD
    if more:
        return message(
            " (between {least} and {most}{why})",
            least=one.at_least,
            most=one.at_most,
            why=why,
        )
    if same:
        return message(" (at least {least}{why})", least=one.at_least, why=why)
    return UNTOLD


def documents(count: int) -> Message:
    return plural_message(count, "{n} document", "{n} documents")


def items(count: int) -> Message:
    return plural_message(count, "{n} item", "{n} items")


def whole_hours(count: int) -> Message:
    return plural_message(count, "{n} hour", "{n} hours")


def minutes(count: int) -> Message:
    return plural_message(count, "{n} minute", "{n} minutes")


def received_bytes(count: int) -> Message:
    return plural_message(count, "{n} byte", "{n} bytes")


def records(count: int) -> Message:
    return plural_message(count, "{n} record", "{n} records")
