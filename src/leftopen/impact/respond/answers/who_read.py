"""Who read it: what the access logs say, and which hours no log covers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime

from leftopen.impact.logs.limit_sentences import TO_TIE
from leftopen.impact.respond import logins, people_served
from leftopen.impact.respond.examined import Examined
from leftopen.impact.respond.facts import Answer, Fact, Known, between, message
from leftopen.model.access_logs import NO_MESSAGE_ID, ClientGroup, ReadersResult, ReadVerdict, VerdictCount
from leftopen.present.timestamps import format_utc
from leftopen.translate import N_, Message, plural_message, plurals

ITEMS = N_("items of the access log analysis, each with one verdict")
HOURS = N_("hours of the window, each once, with the completeness of every log")
CLIENTS = N_("clients in the access logs by group, without your own")
READS = N_("answers in the access logs to outside clients, each with an item or a part of one")
LOGS = 8
VERDICTS: Mapping[ReadVerdict, tuple[str, str]] = {
    ReadVerdict.SERVED: plurals("{n} item was served to outsiders", "{n} items were served to outsiders"),
    ReadVerdict.SERVED_IN_PART: plurals(
        "{n} item was partly served to outsiders", "{n} items were partly served to outsiders"
    ),
    ReadVerdict.POSSIBLY: plurals(
        "{n} item was possibly served to outsiders", "{n} items were possibly served to outsiders"
    ),
    ReadVerdict.NOT_SERVED: plurals(
        "{n} item was not served to outsiders", "{n} items were not served to outsiders"
    ),
    ReadVerdict.UNKNOWN: plurals(
        "Access to {n} item is not known",
        "Access to {n} items is not known",
    ),
}
OUTWARD: Mapping[ReadVerdict, tuple[str, str]] = {
    ReadVerdict.SERVED: plurals(
        "{n} item was downloaded by outsiders", "{n} items were downloaded by outsiders"
    ),
    ReadVerdict.SERVED_IN_PART: plurals(
        "{n} item was partly downloaded by outsiders", "{n} items were partly downloaded by outsiders"
    ),
    ReadVerdict.POSSIBLY: plurals(
        "{n} item was possibly downloaded by outsiders", "{n} items were possibly downloaded by outsiders"
    ),
    ReadVerdict.NOT_SERVED: plurals(
        "{n} item was not downloaded by outsiders", "{n} items were not downloaded by outsiders"
    ),
    ReadVerdict.UNKNOWN: plurals(
        "Access to {n} item is not known",
        "Access to {n} items is not known",
    ),
}
"""The verdicts in the words of the organisation, for texts that go out."""


def facts(examined: Examined) -> Iterator[Fact]:
    reading = examined.reading
    if reading is None:
        yield Fact(
            id="readers.items",
            said=message(
                "Access was not examined: no access log of the case was read.",
            ),
            known=Known.NOT_EXAMINED,
            counted=ITEMS,
            link=f"leftopen readers LOG --case {examined.short}",
        )
        return
    link = f"leftopen readers LOG --case {examined.short}"
    # What was found stands first: who, how much, when. What it rests on comes after.
    somebody = bool(reading.strangers_in())
    if somebody:
        yield logins.fact(reading, link)
    for one in reading.counts:
        yield Fact(
            id=f"readers.items.{one.verdict.value}",
            said=_items(one, VERDICTS),
            outward=_items(one, OUTWARD),
            known=Known.NOT_KNOWN if one.verdict is ReadVerdict.UNKNOWN and one.count else Known.KNOWN,
            value=one.count,
            lower=one.at_least,
            upper=one.at_most,
            counted=ITEMS,
            link=link,
        )  # fmt: skip
    yield from _reads(reading, link)
    yield _clients(reading, link)
    yield from people_served.facts(examined)
    if not somebody:
        yield logins.fact(reading, link)
    yield from _without_digest(reading, examined.short)
    yield _window(reading, link)
    yield _hours(reading, link)


def _reads(reading: ReadersResult, link: str) -> Iterator[Fact]:
    """How many, and when; nothing where there was none, or an earlier version kept no hours."""
    found = [hour for hour in reading.read_hours or () if hour.reads]
    if not found:
        return
    count = sum(hour.reads for hour in found)
    statement: dict[str, Message | datetime] = {
        "reads": plural_message(count, "{n} read", "{n} reads"),
        "first": found[0].start,
        "last": found[-1].start,
    }
    yield Fact(
        id="readers.reads",
        said=message(
            "Outsiders got items, in full or in part, in {reads}. First read: in the hour from {first}. "
            "Last read: in the hour from {last}.",
            **statement,
        ),
        outward=message(
            "Outsiders downloaded items, in full or in part, in {reads}. First read: in the hour from "
            "{first}. Last read: in the hour from {last}.",
            **statement,
        ),
        value=count,
        lower=count,
        upper=count if reading.covered and not any(hour.possibly for hour in found) else None,
        counted=READS,
        link=link,
    )


def _window(reading: ReadersResult, link: str) -> Fact:
    """Whoever reads the logs may give another window than that of the case."""
    return Fact(
        id="readers.window",
        said=message(
            "The access logs were read for the window from {start} to {end}.",
            start=reading.start,
            end=reading.end,
        ),
        lower=format_utc(reading.start),
        upper=format_utc(reading.end),
        counted=HOURS,
        link=link,
    )


def _items(one: VerdictCount, words: Mapping[ReadVerdict, tuple[str, str]]) -> Message:
    return between(plural_message(one.count, *words[one.verdict]), one.count, one.at_least, one.at_most)


def _without_digest(reading: ReadersResult, case: str) -> Iterator[Fact]:
    """Items that the logs name by a Message-ID, and the assessment has no digest of it."""
    count = sum(NO_MESSAGE_ID in one.limits for one in reading.answers)
    if not count:
        return
    yield Fact(
        id="readers.no_message_id",
        said=message(
            "The logs name messages, but the assessment has no message digest for {items}. Access to them "
            "is not known. If an earlier version made the assessment, assess the data again, then read the "
            "logs again.",
            items=plural_message(count, "{n} item", "{n} items"),
        ),
        known=Known.NOT_KNOWN,
        value=count,
        lower=count,
        upper=count,
        counted=ITEMS,
        link=f"leftopen assess PATH --case {case}",
    )


def _hours(reading: ReadersResult, link: str) -> Fact:
    inside = list(reading.window_hours().values())
    missing, logs = inside.count(False), reading.log_hours()
    hours = plural_message(len(inside), "{n} hour", "{n} hours")
    untied = message(
        "The logs cover the window, but nothing ties them to the server of the items. For {hours}, no log "
        "is known to be complete. {remedy}",
        hours=hours,
        remedy=TO_TIE,
    )
    one = message(
        "For {missing} of {hours} of the window, no log is known to be complete.",
        missing=missing,
        hours=hours,
    )
    several = message(
        "In {missing} of {hours} of the window, at least one of {count} logs may lack reads. Incomplete "
        "hours by log: {logs}.",
        missing=missing,
        hours=hours,
        count=len(logs),
        logs=_by_log(logs),
    )
    return Fact(
        id="readers.hours",
        said=untied if reading.untied_only else several if len(logs) > 1 else one,
        known=Known.KNOWN if reading.covered else Known.NOT_KNOWN,
        value=missing,
        lower=missing,
        upper=missing,
        counted=HOURS,
        link=link,
    )


def _by_log(logs: Mapping[str, tuple[int, int]]) -> str:
    """Without their folders; those that lack the most first."""
    lacking = sorted(((whole - covered, log) for log, (whole, covered) in logs.items()), reverse=True)
    named = [f"{log.rpartition('/')[2]} {count}" for count, log in lacking[:LOGS]]
    return ", ".join([*named, *(["…"] if len(lacking) > LOGS else [])])


def _clients(reading: ReadersResult, link: str) -> Fact:
    strangers = sum(one.readers for one in reading.groups if one.group is not ClientGroup.OWN)
    return Fact(
        id="readers.clients",
        said=plural_message(
            strangers,
            "{n} outside client read an item, or may have.",
            "{n} outside clients read an item, or may have.",
        ),
        outward=plural_message(
            strangers,
            "{n} outside client downloaded an item, or may have.",
            "{n} outside clients downloaded an item, or may have.",
        ),
        value=strangers,
        lower=0,
        upper=strangers if reading.covered else None,
        counted=CLIENTS,
        link=link,
    )


answer = Answer(title=N_("Who read it?"), order=6, facts=facts)
