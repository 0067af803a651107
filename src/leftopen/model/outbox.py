"""The outbox: how far a message is on its way, what may hold it, and what is muted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from leftopen.model.notice import Notice, Receipt


class DeliveryState(StrEnum):
    """`queued` waits for its next try, `held` for what holds it. `sent`: the other side accepted it.
    `not_delivered`: refused for good, or given up. `dropped`: no longer needed before it was sent."""

    QUEUED = "queued"
    HELD = "held"
    SENT = "sent"
    NOT_DELIVERED = "not_delivered"
    DROPPED = "dropped"


WAITING = frozenset({DeliveryState.QUEUED, DeliveryState.HELD})


class HoldReason(StrEnum):
    """Why a message is held; '' for one that is not."""

    NONE = ""
    STOPPED = "stopped"
    APPROVAL = "approval"
    BY_HAND = "by_hand"
    SUPPRESSED = "suppressed"
    MUTED = "muted"
    QUIET_HOURS = "quiet_hours"
    DAILY_CAP = "daily_cap"
    NOT_CONFIGURED = "not_configured"


MOST_UNKNOWN = 3
"""After so many tries of which nobody knows how they ended, a person decides about the next one."""


class MessageKind(StrEnum):
    """What asked for it: a case, a run of a monitor, an alert of the API, the installation itself, or a test
    by hand."""

    CASE = "case"
    MONITOR = "monitor"
    ALERT = "alert"
    HEALTH = "health"
    TEST = "test"


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """How far a message is. `due` is its next try, None when nothing will try it by itself; `said` is the
    last answer, or why it waits, masked.

    `urgent`: quiet hours do not hold it. `needs_approval`: it waits for a person; `released_by` is who said
    that it may go, whatever but the stop switch holds it. `part_of`: the message that it became part of.
    `attempts` counts the tries since it was queued;
    `unknown` those of which nobody knows how they ended, so that it may have arrived more than once.
    """

    kind: MessageKind
    created: datetime
    asked_by: str
    state: DeliveryState = DeliveryState.QUEUED
    hold: HoldReason = HoldReason.NONE
    due: datetime | None = None
    said: str = ""
    urgent: bool = False
    needs_approval: bool = False
    released_by: str = ""
    attempts: int = 0
    unknown: int = 0
    ended: datetime | None = None
    part_of: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseMessage:
    """A message about a case without its text: to whom, written when, and how far it is."""

    id: str
    to: str
    written: datetime
    delivery: Delivery


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """A notice on its way, its file, and every answer so far. `sending`: since when it is being sent."""

    notice: Notice
    file: str
    delivery: Delivery
    receipts: tuple[Receipt, ...] = ()
    sending: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OutboxStop:
    """Nothing leaves since `at`."""

    at: datetime
    by: str
    because: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mute:
    """Messages that match every field that is not '' are held until `until`; None: for good (suppressed).
    `contact` is a recipient, `network` a CIDR."""

    id: str
    added: datetime
    by: str
    because: str = ""
    contact: str = ""
    check: str = ""
    network: str = ""
    until: datetime | None = None
