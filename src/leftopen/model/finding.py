"""The result of one check on one service, as it is stored and printed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from leftopen.model.endpoint import Endpoint
from leftopen.model.evidence import Evidence
from leftopen.model.severity import Severity
from leftopen.model.shape import Intent, Step
from leftopen.model.size import Size
from leftopen.model.transcript import Transcript
from leftopen.model.vantage import Vantage
from leftopen.model.verdict import Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckResult:
    """A verdict of any state with its circumstances: `type: verdict`.

    `finding` is the digest of (service, check); `look` of this one check run. `check` names a check or a
    shape; for a shape, `route` holds the requests that showed it, the deciding one last. `intent` says
    whether it is meant to be readable, `intent_why` how that was concluded. `identity` and `product` are
    those of the service at that time ('' when they could not be seen). `requests`: all that were sent to the
    endpoint on this occasion, those of the identification, of other checks and of repetitions too (None: not
    counted, in records of earlier versions, and not kept of what is not open); the transcript has those that
    decided it.
    """

    look: str
    finding: str
    service: str
    observation: str
    endpoint: Endpoint
    check: str
    at: datetime
    vantage: Vantage
    scan: str
    clause: str
    verdict: Verdict
    identity: str = ""
    product: str = ""
    transcript: Transcript = ()
    intent: Intent = Intent.LEFT_OPEN
    intent_why: str = ""
    route: tuple[Step, ...] = ()
    requests: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """An open verdict with its content: `type: finding`."""

    judged: CheckResult
    severity: Severity
    size: Size
    evidence: Evidence
    case: str = ""
    first_open: datetime | None = None
    last_open: datetime | None = None
