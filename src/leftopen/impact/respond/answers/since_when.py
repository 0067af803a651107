"""Since when, and until when, was it open? The moments themselves are never seen, only checks around them."""

from __future__ import annotations

from collections.abc import Iterator

from leftopen.cases.window import proved_closed
from leftopen.impact.respond import nouns
from leftopen.impact.respond.examined import Examined
from leftopen.impact.respond.facts import Answer, Fact, Known, message
from leftopen.model.case import Case
from leftopen.present.timestamps import format_utc
from leftopen.translate import N_, Message

COUNTED = N_("the checks in the event chain of the case")


def facts(examined: Examined) -> Iterator[Fact]:
    yield _begin(examined)
    yield _end(examined)
    yield _length(examined)


def _begin(examined: Examined) -> Fact:
    case = examined.case
    if case.open_after is None:
        statement = message(
            "It was first seen open on {first}. It may have been open earlier.",
            first=case.first_open,
        )
        outward = message(
            "Data on one of our servers could be accessed without a password. We know that this was possible "
            "on {first}. It may have been possible earlier.",
            first=case.first_open,
        )
    else:
        statement = message(
            "It became open after {after} and not later than {first}.",
            after=case.open_after,
            first=case.first_open,
        )
        outward = message(
            "Data on one of our servers could be accessed without a password. This became possible between "
            "{after} and {first}.",
            after=case.open_after,
            first=case.first_open,
        )
    return Fact(
        id="since.begin",
        said=statement,
        outward=outward,
        known=Known.KNOWN if case.open_after else Known.NOT_KNOWN,
        value=format_utc(case.first_open),
        lower=format_utc(case.open_after) if case.open_after else None,
        upper=format_utc(case.first_open),
        counted=COUNTED,
        link=f"leftopen cases show {examined.short}",
    )


def _end(examined: Examined) -> Fact:
    case, closed = examined.case, proved_closed(examined.case)
    if closed is not None:
        statement = message(
            "It was last seen open on {last}, and proved closed by {closed}.",
            last=case.last_open,
            closed=closed,
        )
        text = (
            N_("It was still possible on {last}. It has no longer been so since {closed} at the latest.")
            if case.last_open > case.first_open
            else N_("It has no longer been possible since {closed} at the latest.")
        )
        outward = message(text.id, last=case.last_open, closed=closed)
    else:
        statement = message(
            "It was last seen open on {last}. The closure is not proved.",
            last=case.last_open,
        )
        outward = message("It was still possible on {last}.", last=case.last_open)
    return Fact(
        id="since.end",
        said=statement,
        outward=outward,
        known=Known.KNOWN if closed else Known.NOT_KNOWN,
        value=format_utc(closed) if closed else None,
        lower=format_utc(case.last_open),
        upper=format_utc(closed) if closed else None,
        counted=COUNTED,
        link=f"leftopen cases show {examined.short}",
    )


def _length(examined: Examined) -> Fact:
    bounds = examined.window.open_for
    least = int(bounds.lower.total_seconds())
    most = int(bounds.upper.total_seconds()) if bounds.upper is not None else None
    return Fact(
        id="since.length",
        said=_bounded(least, most) if least >= 60 else _hardly(examined.case, most),
        known=Known.KNOWN if least >= 60 or most is not None else Known.NOT_KNOWN,
        value=least,
        lower=least,
        upper=most,
        counted=N_("seconds between the checks that found it open, and between the checks before and after"),
        link=f"leftopen cases show {examined.short}",
    )


def _bounded(least: int, most: int | None) -> Message:
    shortest = nouns.whole_hours(least // 3600) if least >= 3600 else nouns.minutes(least // 60)
    if most is None:
        return message("It was open for at least {least}.", least=shortest)
    return message(
        "It was open for at least {least} and at most {most}.",
        least=shortest,
        most=nouns.whole_hours(-(-most // 3600)),
    )


def _hardly(case: Case, most: int | None) -> Message:
    """Less than a minute is certain: such a lower bound would say nothing."""
    once = case.first_open == case.last_open
    seen = N_("it was seen only once") if once else N_("less than a minute of it is certain")
    if most is None:
        return message(
            "The duration of the exposure is not known: {seen}.",
            seen=seen,
        )
    return message(
        "It was open for at most {most}. The exact duration is not known: {seen}.",
        most=nouns.whole_hours(-(-most // 3600)),
        seen=seen,
    )


answer = Answer(title=N_("Since when was it open?"), order=3, facts=facts)
