"""What a look at a known case adds up to, and when the next look would count."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from leftopen.model.verdict import Phase, Reason, State


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckObservation:
    """One look at a case, as the closing rules read it.

    `control` is what the positive control said at the same moment: '' when there was none or it failed,
    else what answered (such as `tcp 192.0.2.7:22`). `identity` and `product` as seen at this look.
    `cloud_rule` names the cloud configuration that shows the port is shut, '' without.
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
    id: str = ""


class ClosureOutcome(StrEnum):
    """What the rules conclude. `stays` the state does not move."""

    STAYS = "stays"
    SILENT = "silent"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"
    REOPENED = "reopened"
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class Closure:
    """`because` is one sentence for a person; `rounds` how many of the `needed` rounds counted;
    `next_look` when another look would count (None: none needed)."""

    step: ClosureOutcome
    because: str
    rounds: int = 0
    needed: int = 0
    next_look: datetime | None = None
