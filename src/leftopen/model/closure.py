"""The conclusion about a known case, and when the next observation would count."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from leftopen.model.verdict import Phase, Reason, State


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckObservation:
    """One observation of a case, as the closure rules read it.

    `control` is the result of the positive control at the same moment: '' when there was none or it failed,
    else what responded (such as `tcp 192.0.2.7:22`). `identity` and `product` as seen then. `cloud_rule`
    names the cloud configuration that shows the port is closed, '' without. `beside` says what else of the
    same server is open at the same moment and was not before, '' for nothing.
    """

    at: datetime
    vantage: str
    state: State
    reason: Reason
    phase: Phase
    control: str = ""
    identity: str = ""
    product: str = ""
    cloud_rule: str = ""
    beside: str = ""
    id: str = ""


class ClosureOutcome(StrEnum):
    """The conclusion of the rules. `stays`: the state does not change."""

    STAYS = "stays"
    SILENT = "silent"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"
    REOPENED = "reopened"
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class Closure:
    """`because` is one sentence for the user; `rounds` how many of the `needed` rounds counted; `next_look`
    when another observation would count (None: none needed)."""

    step: ClosureOutcome
    because: str
    rounds: int = 0
    needed: int = 0
    next_look: datetime | None = None
