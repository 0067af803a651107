"""What strangers got from where any item may be: paths that no item has, lists, and sessions of a mailbox."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Self

from leftopen.impact.logs import lists
from leftopen.impact.logs.clients import numbers
from leftopen.impact.logs.columns.events import SESSION
from leftopen.impact.logs.items import How
from leftopen.impact.logs.judge_line import Outcome
from leftopen.impact.logs.sql_text import quoted, strings
from leftopen.model.access_logs import OpenPath
from leftopen.store.engine.scratch import ScratchEngine

OPEN_PATHS = 50
UNKNOWN_SIZE_BODY = 1024
"""A refusal with a longer body may be an item of which nobody knows the size."""
PACKED = 1032
"""What deflate packs at most: an answer can't hold an item this many times as large."""
MOST_SESSIONS = 10_000
"""Users whose sessions are told apart; of more, each may be of any mailbox."""
ONE_MAILBOX = "pop3"
"""The protocol that gives the mailbox of the user and no other."""
OPEN, REFUSED_OPEN = "any_item_possible", "refusal_of_any_item"


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenReads:
    """What strangers got from paths that no item has: the most bytes of one answer, -1 for an unknown number,
    None for no such answer."""

    served: int | None = None
    refused: int | None = None

    def reason(self, size: int) -> str:
        """Why an item of that size may have been in it, '' for no reason."""
        if self.served is not None and (self.served < 0 or size < 0 or self.served * PACKED >= size):
            return OPEN
        if self.refused is None:
            return ""
        least = size if size >= 0 else UNKNOWN_SIZE_BODY + 1
        return REFUSED_OPEN if self.refused < 0 or self.refused >= least else ""

    def beside(self, other: OpenReads) -> OpenReads:
        """Of both together."""
        return OpenReads(served=_most(self.served, other.served), refused=_most(self.refused, other.refused))


def _most(*found: int | None) -> int | None:
    known = [one for one in found if one is not None]
    return None if not known else -1 if min(known) < 0 else max(known)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sessions:
    """`rest` may be any item; `of_user` only what is in the mailbox of that user."""

    rest: OpenReads
    of_user: dict[str, OpenReads] = field(default_factory=dict)

    @classmethod
    def of(
        cls,
        engine: ScratchEngine,
        skipped: Collection[int],
        proxies: Collection[str],
        *,
        no_shared_mailboxes: bool,
    ) -> Self:
        """`no_shared_mailboxes`: somebody vouches that no user can open the mailbox of another. A user whose
        name no item has for its mailbox may have had any."""
        rows = engine.query("SELECT DISTINCT arrayJoin(mailboxes) AS mailbox FROM items")
        boxes = [str(row["mailbox"]) for row in rows]
        known: dict[str, list[int]] = {}
        for key, path in session_keys(engine):
            protocol, _, user = path.removeprefix(SESSION).partition(":")
            if (no_shared_mailboxes or protocol == ONE_MAILBOX) and any(
                same_mailbox(user, box) for box in boxes
            ):
                known.setdefault(user, []).append(key)
        known_keys = [key for keys in known.values() for key in keys]
        return cls(
            rest=_open_reads(engine, skipped, proxies, f"NOT ({_of_session(known_keys)})"),
            of_user={
                user: _open_reads(engine, skipped, proxies, _of_session(keys)) for user, keys in known.items()
            },
        )

    def around(self, mailboxes: Sequence[str]) -> OpenReads:
        """What an item in these mailboxes may have been in; () for one that may be in any."""
        found = self.rest
        for user, reads in self.of_user.items():
            if not mailboxes or any(same_mailbox(user, one) for one in mailboxes):
                found = found.beside(reads)
        return found


def same_mailbox(user: str, mailbox: str) -> bool:
    """`lena` may be `lena@example.org`, whose domain the server adds."""
    one, other = user.casefold(), mailbox.casefold()
    if "@" in one and "@" in other:
        return one == other
    return one.partition("@")[0] == other.partition("@")[0]


def session_keys(engine: ScratchEngine) -> list[tuple[int, str]]:
    """With what they stand for; none of too many."""
    rows = engine.query(
        f"SELECT key, toValidUTF8(any(path)) AS path FROM open_paths "
        f"WHERE startsWith(path, {quoted(SESSION)}) GROUP BY key LIMIT {MOST_SESSIONS + 1}"
    )
    return [(int(row["key"]), str(row["path"])) for row in rows] if len(rows) <= MOST_SESSIONS else []


def whose(proxies: Collection[str]) -> str:
    """`own`: 0 a stranger, 1 an own client, 2 an own address that may stand for strangers."""
    proxied = f"has({strings(proxies)}, client)"
    return f"multiIf({lists.found('own', 'g', 'client')} = '', 0, {proxied}, 2, 1)"


def _open_reads(
    engine: ScratchEngine, skipped: Collection[int], proxies: Collection[str], which: str
) -> OpenReads:
    """Of strangers, from paths that may give anything."""
    refused = int(Outcome.REFUSED)
    row = engine.query(
        f"SELECT countIf(outcome != {refused}) AS answers, "
        f"minIf(least, outcome != {refused}) < 0 AS unknown, "
        f"maxIf(most, outcome != {refused}) AS most_sent, countIf(outcome = {refused}) AS refusals, "
        f"minIf(least, outcome = {refused}) < 0 AS unsaid, maxIf(most, outcome = {refused}) AS most_refused "
        f"FROM reads WHERE {_open(skipped, proxies)} AND how != {int(How.NAMES)} AND {which}"
    )[0]
    served = None if not int(row["answers"]) else -1 if int(row["unknown"]) else int(row["most_sent"])
    refusal = None if not int(row["refusals"]) else -1 if int(row["unsaid"]) else int(row["most_refused"])
    return OpenReads(served=served, refused=refusal)


def _open(skipped: Collection[int], proxies: Collection[str], least: How = How.OPEN) -> str:
    hows = ", ".join(str(int(one)) for one in How if one >= least)
    return f"file NOT IN ({numbers(skipped)}) AND how IN ({hows}) AND {whose(proxies)} != 1"


def _of_session(keys: Collection[int]) -> str:
    return f"how = {int(How.LIST)} AND key IN ({', '.join(map(str, sorted(keys))) or '0'})"


def open_paths(
    engine: ScratchEngine, skipped: Collection[int], proxies: Collection[str]
) -> tuple[OpenPath, ...]:
    """Those with the most reads by strangers, without sessions, which are no paths."""
    sessions = [key for key, _ in session_keys(engine)]
    of_client = (
        "SELECT key, client, sum(n) AS times, max(most) AS longest, max(how) AS way, min(outcome) AS kind "
        f"FROM reads WHERE {_open(skipped, proxies)} "
        f"AND NOT ({_of_session(sessions)}) GROUP BY key, client"
    )
    counted = (
        "SELECT key, sum(o.times) AS times, count() AS people, max(o.longest) AS longest, max(o.way) AS way, "
        f"min(o.kind) AS kind FROM ({of_client}) AS o GROUP BY key"
    )
    rows = engine.query(
        "SELECT toValidUTF8(any(path)) AS shown, times, people, longest, way, kind "
        f"FROM ({counted}) AS c LEFT JOIN open_paths AS p ON c.key = p.key "
        f"GROUP BY c.key, times, people, longest, way, kind ORDER BY times DESC, shown LIMIT {OPEN_PATHS}"
    )
    return tuple(
        OpenPath(
            path=row["shown"],
            reads=int(row["times"]),
            clients=int(row["people"]),
            most_bytes=int(row["longest"]),
            kind=_kind(int(row["way"]), int(row["kind"])),
        )
        for row in rows
    )


def _kind(way: int, outcome: int) -> str:
    if way == How.NAMES:
        return "names"
    if way == How.LIST:
        return "list"
    return "refusal" if outcome == Outcome.REFUSED else "unknown_path"
