"""The life of one exposure, from the check that found it to the proof that it is closed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from leftopen.model.facts import Json
from leftopen.model.severity import Severity


class CaseState(StrEnum):
    """`open` found, nobody notified · `notified` · `acknowledged` · `silent` no response, not proved closed ·
    `closed` proved by evidence · `withdrawn` silent by the rules, from two vantages · `said_closed` by a
    user's statement · `accepted` a risk accepted until a date · `false_positive` · `taken_over` continued as
    another case, for good."""

    OPEN = "open"
    NOTIFIED = "notified"
    ACKNOWLEDGED = "acknowledged"
    SILENT = "silent"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"
    SAID_CLOSED = "said_closed"
    ACCEPTED = "accepted"
    FALSE_POSITIVE = "false_positive"
    TAKEN_OVER = "taken_over"


class CaseEventKind(StrEnum):
    """The kinds of events. `looked` records the verdict of any later check, `counted` later ones that found
    the same as one before; `assigned`, `due_set` and `commented` say who works on the case and until when;
    `responded` names an entry of the response log to the leak; `erased` records that somebody erased
    what is stored beside the events; the rest move the state."""

    DETECTED = "detected"
    LOOKED = "looked"
    COUNTED = "counted"
    NOTIFIED = "notified"
    ACKNOWLEDGED = "acknowledged"
    ACCEPTED = "accepted"
    MARKED_FALSE = "marked_false"
    CLOSED_BY_WORD = "closed_by_word"
    WENT_SILENT = "went_silent"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"
    REOPENED = "reopened"
    LINKED = "linked"
    TAKEN_OVER = "taken_over"
    ASSIGNED = "assigned"
    DUE_SET = "due_set"
    COMMENTED = "commented"
    RESPONDED = "responded"
    ERASED = "erased"


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseEvent:
    """One link of the chain. `body` holds references and verdict words, never personal data.

    `seq` counts all events of the data folder from 1; `previous` and `hash` are SHA-256 in hex; `hash`
    covers every other field in canonical JSON (RFC 8785).
    """

    seq: int
    case: str
    kind: CaseEventKind
    at: datetime
    actor: str
    body: Mapping[str, Json]
    previous: str
    hash: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A fold of its events, plus fields of the latest finding.

    The exposure window: it became open after `open_after` (the last observation that was not open; None: none
    before) and not later than `first_open`; it was closed after `last_open` and not later than `closed`.
    `hostname` is that of its site, '' for the default site. `continued_as` is the case that took this one
    over, '' for none. `assignee` is the name of a user, '' for
    nobody; `due` the date that a user set (without it, `cases.due` gives one by the severity); `promised` by
    when the owner promised to close it; `reopened` when it was last reopened. Dates end with the first moment
    of the next day.
    """

    id: str
    finding: str
    service: str
    check: str
    endpoint: str
    address: str
    port: int
    realm: str
    identity: str
    product: str
    state: CaseState
    severity: Severity
    first_open: datetime
    last_open: datetime
    detected: datetime
    open_after: datetime | None = None
    notified: datetime | None = None
    acknowledged: datetime | None = None
    closed: datetime | None = None
    until: datetime | None = None
    holds: Mapping[str, int] = field(default_factory=dict)
    linked: tuple[str, ...] = ()
    continued_as: str = ""
    assignee: str = ""
    due: datetime | None = None
    promised: datetime | None = None
    reopened: datetime | None = None
    hostname: str = ""

    @property
    def where(self) -> str:
        """As people read it: `mail.example.org (192.0.2.1:443)`, or the endpoint alone."""
        return f"{self.hostname} ({self.endpoint})" if self.hostname else self.endpoint
