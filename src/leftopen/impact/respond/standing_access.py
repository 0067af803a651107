"""Access that remains after the closure, as facts: rules, grants and rights that still give messages away.

A closed server does not end a forwarding rule. Where no export of a kind was read, nothing is known of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from leftopen.impact.respond.examined import Examined
from leftopen.impact.respond.facts import Fact, Known, joined, message
from leftopen.model.access_logs import StandingAccess, StandingKind
from leftopen.translate import N_, Message, plural_message, plurals

COUNTED = N_(
    "exports of rules, grants and rights, read with the access logs; at least: those that certainly give "
    "access to messages"
)
NOUNS = {
    StandingKind.INBOX_RULE: (plurals("{n} inbox rule", "{n} inbox rules"), N_("inbox rules")),
    StandingKind.TRANSPORT_RULE: (
        plurals("{n} transport rule", "{n} transport rules"),
        N_("transport rules"),
    ),
    StandingKind.OAUTH_GRANT: (
        plurals("{n} grant of an application", "{n} grants of applications"),
        N_("grants of applications"),
    ),
    StandingKind.DELEGATE: (
        plurals("{n} right of a person on a mailbox", "{n} rights of persons on mailboxes"),
        N_("rights of persons on mailboxes"),
    ),
}
NAMED = 3
"""So many are named in the sentence; the table has all."""


def facts(examined: Examined) -> Iterator[Fact]:
    """`standing.KIND` of each kind of which an export was read, then `standing.not_examined` for the others.
    The names in them are masked."""
    found = examined.standing
    exports = examined.reading.exports if examined.reading else ()
    for kind in StandingKind:
        if kind in exports:
            yield _fact(kind, [one for one in found if one.kind is kind], examined.short)
    missing = [NOUNS[kind][1] for kind in StandingKind if kind not in exports]
    if missing:
        yield _not_examined(missing, examined.short)


def _fact(kind: StandingKind, found: Sequence[StandingAccess], case: str) -> Fact:
    sure, count = sum(one.sure for one in found), len(found)
    return Fact(
        id=f"standing.{kind.value}",
        said=_said(kind, found) if found else _none(kind),
        value=count,
        lower=sure,
        upper=count,
        counted=COUNTED,
        link=f"leftopen readers show {case}",
    )


def _said(kind: StandingKind, found: Sequence[StandingAccess]) -> Message:
    nouns, _ = NOUNS[kind]
    return plural_message(
        len(found),
        "After the closure, {what} may still give access to messages: {named}.",
        "After the closure, {what} may still give access to messages: {named}.",
        what=plural_message(len(found), *nouns),
        named=_named(found),
    )


def _none(kind: StandingKind) -> Message:
    return N_(
        "The export of {what} names no rule or right that gives access to messages.", what=NOUNS[kind][1]
    )


def _named(found: Sequence[StandingAccess]) -> Message:
    named = [_access(one) for one in found[:NAMED]]
    rest = len(found) - len(named)
    return joined("{first}; {rest}", [*named, *([N_("and {more} more", more=rest)] if rest else [])])


def _access(one: StandingAccess) -> Message:
    owner = one.owner or N_("all mailboxes")
    if one.to:
        return message("{owner} to {to} ({what})", owner=owner, to=one.to, what=one.what)
    return message("{owner} ({what})", owner=owner, what=one.what)


def _not_examined(kinds: Sequence[Message], case: str) -> Fact:
    return Fact(
        id="standing.not_examined",
        said=N_(
            "Access that remains after the closure was not examined for: {kinds}.",
            kinds=joined("{first}, {rest}", kinds),
        ),
        known=Known.NOT_EXAMINED,
        counted=COUNTED,
        link=f"leftopen readers LOG EXPORT.csv --case {case}",
    )
