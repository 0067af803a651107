"""Who read it, as text: the counts first, then what they rest on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import groupby

from leftopen.cli._output import Output
from leftopen.impact.logs.limit_sentences import TO_TIE
from leftopen.impact.people.served import KindServed, PeopleServed
from leftopen.model.access_logs import (
    Client,
    ClientGroup,
    GroupCount,
    HourCoverage,
    Login,
    ReadersResult,
    ReadVerdict,
)
from leftopen.present.humanize import format_bytes, format_count

ITEMS = 20
CLIENTS = 10
PATHS = 10
STANDING = 20
WORDS = {
    ReadVerdict.SERVED: "served",
    ReadVerdict.SERVED_IN_PART: "served in part",
    ReadVerdict.POSSIBLY: "possibly served",
    ReadVerdict.NOT_SERVED: "not served",
    ReadVerdict.UNKNOWN: "cannot be known",
}
WHY = {
    "silent": "no lines",
    "gap": "an unusual silence",
    "edge": "the log begins too late or ends too early",
    "unread": "lines that were not understood",
    "cut": "a file is cut",
    "failed": "a file could not be read",
    "missing_records": "the export says that it lacks records",
    "at_limit": "the export has as many records as one can have",
    "filtered": "the export holds one operation only",
    "sampled": "only some requests are logged",
    "no_reads": "the log shows no successful read in or near the window",
    "ambiguous": "this hour occurs twice on the clock",
}


def show(result: ReadersResult, served: PeopleServed | None, out: Output) -> None:
    """What was found stands first: who, how much, when. What it rests on comes after."""
    window = f"{result.start:%Y-%m-%d %H:%M} to {result.end:%Y-%m-%d %H:%M %Z}"
    out.text(f"{format_count(len(result.answers), 'item')}, {window}")
    _logins(result, out)
    out.table(
        ("To outsiders", "Items", "At least", "At most"),
        [
            (WORDS[one.verdict], f"{one.count:,}", f"{one.at_least:,}", f"{one.at_most:,}")
            for one in result.counts
        ],
    )
    _readers(result, out)
    if served:
        people(result, served, out)
    _items(result, out)
    _coverage(result, out)
    _groups(result, out)
    _paths(result, out)
    _standing(result, out)
    for sentence in result.limits:
        out.text(f"note: {sentence}")


def _logins(result: ReadersResult, out: Output) -> None:
    """A stranger with a password is an answer of its own."""
    found = result.strangers_in()
    if found:
        _were_in(found, out)
    if failed := [one for one in result.logins or () if not one.passed and one.group is not ClientGroup.OWN]:
        boxes = len({one.mailbox or one.user for one in failed})
        names = list(dict.fromkeys(one.address for one in failed))
        out.text(
            f"failed logins of clients without a successful login: {sum(one.failed for one in failed):,}, to "
            f"{format_count(boxes, 'mailbox', 'mailboxes')}, from {', '.join(names[:CLIENTS])}"
            f"{', …' if len(names) > CLIENTS else ''}"
        )


def _were_in(found: Sequence[Login], out: Output) -> None:
    out.text("outside clients logged in with a password or a token")
    out.table(
        ("Address", "User", "Mailbox", "Protocol", "Logins", "Failed", "Bytes", "First (UTC)", "Last (UTC)"),
        [
            (
                one.address,
                one.user,
                one.mailbox,
                one.protocol,
                f"{one.logins:,}" if one.logins else "not in the log",
                f"{one.failed:,}",
                _bytes(one),
                _minute(one.first),
                _minute(one.last),
            )
            for one in found[:CLIENTS]
        ],
    )


def _bytes(one: Login | Client | GroupCount) -> str:
    """A log that says no length says nothing of the amount: that is not 0."""
    if one.bytes_known:
        return format_bytes(one.bytes)
    return f"at least {format_bytes(one.bytes)}" if one.bytes else "not known"


def people(result: ReadersResult, served: PeopleServed, out: Output) -> None:
    """Whose data was served, by kind of data; of each person it is kept for a case only."""
    whole = served.whole
    if not whole.bounds.people + whole.possibly + whole.unknown + whole.not_served:
        return
    out.table(
        ("People with", "Served", "At least", "At most", "Possibly", "Not known", "Not served", "Clients"),
        [
            (
                one.label or "any kind",
                _number(one, served),
                f"{one.bounds.at_least:,}",
                _most(one),
                f"{one.possibly:,}",
                f"{one.unknown:,}",
                f"{one.not_served:,}",
                f"{'at least ' if one.to.more else ''}{one.to.clients:,}" if one.served else "",
            )
            for one in served.kinds
        ],
    )
    if served.untied.read:
        named = ", ".join(served.untied.examples)
        count = format_count(served.untied.read, "item")
        out.text(
            f"people not examined for {count} read or possibly read by outsiders: nothing ties the items "
            f"to a document of the assessment ({named} …)"
        )
        out.hint("to tie them: a column message_id in --items, or the saved list of the web mail")
    if result.case:
        out.hint(f"to see each person: leftopen assess people {result.assessment[:8]}".rstrip())
    else:
        out.hint("to store this for each person: add --case ID")


def _number(one: KindServed, served: PeopleServed) -> str:
    """Nobody is only said where somebody looked."""
    if not one.nobody_known:
        return f"{one.bounds.people:,}"
    return "not examined" if served.untied.read else "not known"


def _most(one: KindServed) -> str:
    return "not known" if one.bounds.at_most is None else f"{one.bounds.at_most:,}"


def _coverage(result: ReadersResult, out: Output) -> None:
    hours, logs = list(result.window_hours().values()), result.log_hours()
    why = "" if result.tied else ": nothing ties the logs to the server of the items"
    out.text(
        f"coverage: {hours.count(True)} of {format_count(len(hours), 'hour')} of the window covered{why}"
    )
    if not result.tied:
        out.hint(str(TO_TIE))
    if len(logs) > 1:
        rows = [(log, f"{whole:,}", f"{covered:,}") for log, (whole, covered) in logs.items()]
        out.table(("Log", "Hours of the window", "Covered"), rows)
    for span in gaps(result.hours):
        out.text(f"  {span}")
    for days in _elsewhere(result):
        out.text(f"  {days}")


def _elsewhere(result: ReadersResult) -> Iterable[str]:
    """Logs that are of other days than the window."""
    of: dict[str, list[datetime]] = {}
    for file in result.files:
        if file.first and file.last:
            of.setdefault(file.log, []).extend((file.first, file.last))
    for log, times in of.items():
        if max(times) < result.start or min(times) > result.end:
            yield f"outside of the window: all lines of {log}, {_minute(min(times))} to {_minute(max(times))}"


def _minute(at: datetime | None) -> str:
    return f"{at:%Y-%m-%d %H:%M}" if at else ""


def gaps(hours: Iterable[HourCoverage]) -> Iterable[str]:
    """Hours that follow each other for one reason are one line."""
    for (log, why), group in groupby(hours, key=lambda hour: (hour.log, hour.why)):
        same = list(group)
        if why:
            until = same[-1].start.replace(minute=59)
            yield f"{same[0].start:%Y-%m-%d %H:%M} to {until:%Y-%m-%d %H:%M}: {WHY[why]} ({log})"


def _groups(result: ReadersResult, out: Output) -> None:
    out.table(
        ("Clients", "Number", "Read an item, or may have", "Requests", "Bytes"),
        [
            (
                one.group.value.replace("_", " "),
                f"{one.clients:,}",
                f"{one.readers:,}",
                f"{one.requests:,}",
                _bytes(one),
            )
            for one in result.groups
        ],
    )


def _readers(result: ReadersResult, out: Output) -> None:
    """Strangers first."""
    readers = [one for one in result.clients if one.reads]
    if not readers:
        out.text("no client certainly got an item")
        return
    readers.sort(key=lambda one: one.group is ClientGroup.OWN)
    out.table(
        ("Address", "Group", "Reads", "Bytes", "First (UTC)", "Last (UTC)", "Tool"),
        [
            (
                one.address,
                one.source or one.group.value.replace("_", " "),
                f"{one.reads:,}",
                _bytes(one),
                _minute(one.first),
                _minute(one.last),
                one.tool,
            )
            for one in readers[:CLIENTS]
        ],
    )


def _paths(result: ReadersResult, out: Output) -> None:
    if not result.open_paths:
        return
    out.text("paths that match no item and may have given any item:")
    out.table(
        ("Path", "Kind", "Reads", "Clients"),
        [
            (one.path, one.kind.replace("_", " "), f"{one.reads:,}", f"{one.clients:,}")
            for one in result.open_paths[:PATHS]
        ],
    )
    out.hint("if a path gives no item, such as a health check, add --without-content PATH")


def _standing(result: ReadersResult, out: Output) -> None:
    if not result.standing:
        return
    out.text("standing access: rules and rights that still give access to messages after the closure")
    out.table(
        ("Kind", "Mailbox", "To", "What", "Sure"),
        [
            (
                one.kind.value.replace("_", " "),
                one.owner or "all",
                one.to or "not specified",
                one.what,
                "yes" if one.sure else "may be",
            )
            for one in result.standing[:STANDING]
        ],
    )
    if len(result.standing) > STANDING:
        out.hint("to see all of it: add --json")


def _items(result: ReadersResult, out: Output) -> None:
    first = sorted(result.answers, key=lambda one: list(WORDS).index(one.verdict))[:ITEMS]
    out.table(
        ("Item", "Verdict", "Why", "Reads", "Clients", "First (UTC)", "Last (UTC)"),
        [
            (
                one.item.path or one.item.name or one.item.id,
                WORDS[one.verdict],
                ", ".join(one.reasons or one.limits).replace("_", " "),
                f"{one.reads:,}",
                f"{one.clients:,}",
                _minute(one.first),
                _minute(one.last),
            )
            for one in first
        ],
    )
    if len(result.answers) > ITEMS:
        out.hint("to see every item: add --json")
