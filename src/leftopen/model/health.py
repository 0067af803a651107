"""The health of an installation: the facts that it is judged from, and the result of each check."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class HealthCheck:
    """The result of one check. `ok` True; False: broken; None: missing, so that a feature does not work, or
    `old`: present but out of date, or `waits`: not wrong yet, and may become so. `many`: so many of the kind
    are concerned, such as monitors."""

    what: str
    ok: bool | None
    says: str
    old: bool = False
    waits: bool = False
    many: int = 1

    @property
    def state(self) -> str:
        """`ok`, `waits` or `broken`."""
        return "broken" if self.ok is False else "waits" if self.waits else "ok"


@dataclass(frozen=True, slots=True, kw_only=True)
class MonitorFacts:
    """One that is not paused. `expected`: by when the next success should be; `due`: since or until when its
    job waits, None without a job; `running`: a worker that lives has it."""

    name: str
    created: datetime
    expected: datetime
    due: datetime | None
    last_success: datetime | None = None
    running: bool = False
    failures: int = 0
    says: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class JobFacts:
    """A job that comes again and again. Times as in `MonitorFacts`."""

    kind: str
    due: datetime
    running: bool = False
    failures: int = 0
    says: str = ""
    last_success: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """Of one disk: free bytes, and inodes, None where the file system has no fixed number. `trouble`: why it
    can't be read."""

    folder: str
    bytes: int = 0
    inodes: int | None = None
    trouble: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ScopeEnd:
    """An authorisation that ends or has ended at `until`, and without which a monitor does not scan some of
    its targets. `record`: the short id."""

    monitor: str
    target: str
    record: str
    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class HealthFacts:
    """`working`: since when a worker lives; `needed`: what waits for one, in words; `busy`: jobs that run;
    `oldest_due`: since when a job waits; `blackout`: one lasts, or has just ended. `unsent` messages, the
    oldest `since`; `refused` tries in a row, the last at `refused_at`. `unwritable`: why nothing can be
    written to the records; `engine`: why it does not work; `newest`: when something was last stored. `temp`
    None: on the disk of the data."""

    now: datetime
    data: Room
    temp: Room | None = None
    reserve: int = 0
    workers: int = 0
    working: datetime | None = None
    busy: int = 0
    needed: tuple[str, ...] = ()
    oldest_due: datetime | None = None
    blackout: bool = False
    monitors: tuple[MonitorFacts, ...] = ()
    failing: tuple[JobFacts, ...] = ()
    retention: JobFacts | None = None
    unsent: int = 0
    since: datetime | None = None
    refused: int = 0
    refused_at: datetime | None = None
    refusal: str = ""
    unwritable: str = ""
    unreadable: tuple[str, ...] = ()
    """Table and key of stored records."""
    engine: str = ""
    newest: datetime | None = None
    deletion_waits: str = ""
    """Why nothing is deleted by age yet."""
    backup: datetime | None = None
    backup_days: int = 0
    chain: JobFacts | None = None
    chain_broken: str = ""
    """What the last check of the event chain found."""
    scope_ends: tuple[ScopeEnd, ...] = ()
    heartbeat: JobFacts | None = None
    """None where none is wanted."""

    def waited(self, since: datetime) -> timedelta:
        """How long it has waited for a worker that lives: after a long stop, one catches up first."""
        return self.now - max(since, self.working or since)
