"""The outcome of one check or shape, and how its record is made."""

from __future__ import annotations

from dataclasses import dataclass, replace

from leftopen.model.evidence import Evidence, LabelCount
from leftopen.model.finding import CheckResult, Finding
from leftopen.model.identity import digest, finding_id
from leftopen.model.observation import Observation
from leftopen.model.scope import Permit
from leftopen.model.shape import Intent
from leftopen.model.transcript import Transcript
from leftopen.model.verdict import Verdict
from leftopen.pipeline.context import ScanContext
from leftopen.pipeline.paths_asked import PathsAsked


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckOutcome:
    """The result of one check. `finding` is set only when the verdict is open."""

    judged: CheckResult
    finding: Finding | None = None

    def sent(self, requests: int) -> CheckOutcome:
        """The same with the number of requests that were sent to its endpoint."""
        judged = replace(self.judged, requests=requests)
        return CheckOutcome(judged=judged, finding=self.finding and replace(self.finding, judged=judged))


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckRun:
    """The results of all checks and shapes of one service. `not_followed` are the paths that its pages named
    and that were not requested, because they might act; unmasked. `paths`: what a visit of its pages asked,
    None where there was none."""

    outcomes: tuple[CheckOutcome, ...] = ()
    not_followed: tuple[str, ...] = ()
    paths: PathsAsked | None = None


CONTACT, LEAST, MANY = "email_address", 3, 10
"""Addresses alone are a publisher's contact, unless there are many, or nearly as many people as items that
were read, at least three, in half of the items: a page of contacts has all of them, its neighbours none."""


def held_intent(intent: Intent, why: str, evidence: Evidence) -> tuple[Intent, str]:
    """The intent, given what the sample holds: personal data, markings or secrets make what is undetermined
    left open."""
    telling = any(
        held.count and (held.label != CONTACT or _tells(held, evidence.items)) for held in evidence.holds
    )
    if telling and intent is Intent.UNDETERMINED:
        return Intent.LEFT_OPEN, "it holds personal data, markings or secrets"
    return intent, why


def _tells(addresses: LabelCount, items: int) -> bool:
    if addresses.distinct >= MANY:
        return True
    return addresses.distinct >= max(LEAST, items * 3 // 4) and addresses.documents * 2 >= items


def conclude(
    observation: Observation,
    name: str,
    permit: Permit,
    context: ScanContext,
    verdict: Verdict,
    transcript: Transcript = (),
) -> CheckOutcome:
    now = context.clock()
    judged = CheckResult(
        look=digest("look", observation.service, name, context.scan, now.isoformat(), context.token()),
        finding=finding_id(observation.service, name),
        service=observation.service,
        observation=observation.id,
        endpoint=observation.endpoint,
        check=name,
        at=now,
        vantage=context.vantage(observation.endpoint.address),
        scan=context.scan,
        clause=permit.clause,
        verdict=verdict,
        identity=observation.identity,
        product=observation.product,
        transcript=transcript,
    )
    return CheckOutcome(judged=judged)
