"""Who read it: what the access logs of an exposure window say about each item.

Counts and times are of the logs, UTC. An address of a client is kept as the log has it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from leftopen.translate import Message


class ReadVerdict(StrEnum):
    """Of one item, to strangers. `not_served` needs logs that would have shown a read, for every hour."""

    SERVED = "served"
    SERVED_IN_PART = "served_in_part"
    POSSIBLY = "possibly_served"
    NOT_SERVED = "not_served"
    UNKNOWN = "cannot_be_known"


NO_MESSAGE_ID = "no_message_id"
"""The limit of an item that logs name by a Message-ID of which the assessment has no digest."""


class ClientGroup(StrEnum):
    OWN = "own"
    SCANNER = "scanner"
    SEARCH_ENGINE = "search_engine"
    CLOUD = "cloud"
    ANONYMISER = "anonymiser"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """`path` as the server offers it ('' unknown), `name` without folders, `size` in bytes (-1 unknown).
    `message`: its Message-ID where `id` is another one, '' for none. `mailboxes`: those that it is in, () for
    any."""

    id: str
    path: str = ""
    name: str = ""
    size: int = -1
    message: str = ""
    mailboxes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemAnswer:
    """`reasons` are codes, the strongest first; `limits` codes of what was missing for `not_served`. Counts,
    `first`, `last` and `clients` are of strangers, `own_reads` of one's own clients. `addresses`: at most
    20."""

    item: Item
    verdict: ReadVerdict
    reasons: tuple[str, ...] = ()
    limits: tuple[str, ...] = ()
    reads: int = 0
    clients: int = 0
    bytes: int = 0
    own_reads: int = 0
    first: datetime | None = None
    last: datetime | None = None
    addresses: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class HourCoverage:
    """One hour of one log. `why` is '' for a covered hour, else the code of what is missing. `margin`: the
    hour is outside the window, and is needed for requests that cross its edge."""

    log: str
    start: datetime
    lines: int
    unread: int
    why: str = ""
    margin: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadHour:
    """One hour with any read. `reads`: answers to strangers that were an item, or a part of one, as those of
    a client. `possibly`: other answers to strangers that may have been one. `own`: reads by one's own
    clients."""

    start: datetime
    reads: int
    possibly: int
    own: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LogFile:
    """`state`: `read`, `cut` (broken compression: read up to there), `duplicate` (of another file, counted
    once), `unread` (the format is not known) or `failed`."""

    path: str
    log: str
    format: str
    state: str
    why: str = ""
    lines: int = 0
    unread: int = 0
    first: datetime | None = None
    last: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Client:
    """A client within the window. `bytes` at least, where not `bytes_known`. `agents`: at most 5 of its user
    agents. `tool`: what they are of."""

    address: str
    group: ClientGroup
    source: str
    requests: int
    reads: int
    bytes: int
    first: datetime
    last: datetime
    agents: tuple[str, ...] = ()
    tool: str = ""
    servers: int = 1
    bytes_known: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Login:
    """What one address did as one user, within the window. `logins` that passed, `failed` ones; `bytes` at
    least, where not `bytes_known`. `mailbox` '' for one that the log does not name."""

    user: str
    mailbox: str
    address: str
    group: ClientGroup
    protocol: str
    logins: int
    failed: int
    bytes: int
    bytes_known: bool
    first: datetime
    last: datetime
    used: bool = True

    @property
    def passed(self) -> bool:
        """Was somebody in?"""
        return bool(self.logins) or self.used


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupCount:
    """All clients of a group; `readers` are those that read an item, or may have; `bytes` at least, where not
    `bytes_known`."""

    group: ClientGroup
    clients: int
    readers: int
    requests: int
    bytes: int
    bytes_known: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class VerdictCount:
    """`at_least` and `at_most` bound how many items had this in truth."""

    verdict: ReadVerdict
    count: int
    at_least: int
    at_most: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenPath:
    """A path that no item has and whose answers may have held any item."""

    path: str
    reads: int
    clients: int
    most_bytes: int
    kind: str


class StandingKind(StrEnum):
    INBOX_RULE = "inbox_rule"
    TRANSPORT_RULE = "transport_rule"
    OAUTH_GRANT = "oauth_grant"
    DELEGATE = "delegate"


@dataclass(frozen=True, slots=True, kw_only=True)
class StandingAccess:
    """What goes on giving messages away after the server is closed, as an export of Microsoft 365 says.

    `owner` is the mailbox, or '' for all of them; `to` who gets the messages, '' where the export does not
    say; `what` the rule, the right or the permission by its name. `sure`: it gives messages away; else it
    may. `file` is the export."""

    kind: StandingKind
    owner: str
    to: str
    what: str
    sure: bool
    file: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadersResult:
    """`limits`: sentences that a reader of the figures must know. `clients`: those with the most bytes."""

    made: datetime
    version: str
    case: str
    server: str
    start: datetime
    end: datetime
    files: tuple[LogFile, ...]
    hours: tuple[HourCoverage, ...]
    counts: tuple[VerdictCount, ...]
    groups: tuple[GroupCount, ...]
    clients: tuple[Client, ...]
    open_paths: tuple[OpenPath, ...]
    answers: tuple[ItemAnswer, ...]
    limits: tuple[Message, ...] = ()
    tied: bool = True
    assessment: str = ""
    """Whose files the items are, '' for other items."""
    standing: tuple[StandingAccess, ...] = ()
    by_message: bool = False
    """The logs name messages, and the mails of the assessment are items of their own: `mail-FILE:OFFSET`."""
    exports: tuple[StandingKind, ...] = ()
    """Of which kinds an export of rules, grants or rights was read: of the others nothing is known."""
    read_hours: tuple[ReadHour, ...] | None = None
    """Hours with reads; None where an earlier version read the logs, so that nothing is known of hours."""
    logins: tuple[Login, ...] | None = None
    """Strangers first, those with the most bytes first; None where no log says who logged in."""

    def strangers_in(self) -> list[Login]:
        """Who logged in and is no client of one's own: somebody had the password."""
        return [one for one in self.logins or () if one.passed and one.group is not ClientGroup.OWN]

    def window_hours(self) -> dict[int, bool]:
        """Of each hour of the window, since 1970: would every log have shown a read? Never where there is no
        log, or where nothing shows that the logs are of this server."""
        first, last = _hour(self.start), int(self.end.timestamp() - 1) // 3600
        known = {_hour(one.start) for one in self.hours}
        faulty = {_hour(one.start) for one in self.hours if one.why}
        return {
            hour: self.tied and hour in known and hour not in faulty
            for hour in range(first, max(first, last) + 1)
        }

    def log_hours(self) -> dict[str, tuple[int, int]]:
        """Of each log: how many hours of the window it has, and at how many it would have shown a read."""
        found: dict[str, tuple[int, int]] = {}
        for one in self.hours:
            whole, covered = found.get(one.log, (0, 0))
            if not one.margin:
                found[one.log] = whole + 1, covered + (not one.why)
        # The only server of a log is that log.
        return {
            log: sentence for log, sentence in found.items() if found.get(log.rpartition(" (")[0]) != sentence
        }

    @property
    def untied_only(self) -> bool:
        """Do the logs cover every hour, and is all that is missing a sign that they are of this server?"""
        return not self.tied and bool(self.hours) and not any(hour.why for hour in self.hours)

    @property
    def covered(self) -> bool:
        """Would a log have shown a read, at any time of the window?"""
        return bool(self.hours) and self.tied and not any(hour.why for hour in self.hours)


def _hour(at: datetime) -> int:
    """Since 1970."""
    return int(at.timestamp()) // 3600
