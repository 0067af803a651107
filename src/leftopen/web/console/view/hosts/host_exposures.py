"""The exposures of one host as its page shows them: the case, what was readable, and what it holds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from leftopen.cases.closure_rules import LIVE
from leftopen.model.case import Case
from leftopen.model.finding import Finding
from leftopen.model.observation import Observation
from leftopen.model.review import Review
from leftopen.service.cases.plain_words import plain_words
from leftopen.service.search.host_view import is_gone
from leftopen.store.records.entities.cases.findings import Findings
from leftopen.store.records.entities.cases.reviews import Reviews
from leftopen.web.console.http.request import ConsoleRequest
from leftopen.web.console.view.check_titles import check_title

MOST = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class HostExposure:
    """`finding` is None where its evidence was erased; `words`: what a stranger can do, '' for a check;
    `port` as it is labelled; `gone`: its service no longer answers."""

    case: Case
    title: str
    port: str
    finding: Finding | None
    words: str
    gone: bool

    @property
    def live(self) -> bool:
        return self.case.state in LIVE


def host_exposures(
    request: ConsoleRequest, cases: Sequence[Case], services: Mapping[str, Observation], *, evidence: bool
) -> list[HostExposure]:
    """Open ones first, each most severe first; at most `MOST`. `evidence`: with the newest one of each, which
    is of now."""
    shown = sorted(cases, key=lambda case: case.state not in LIVE)[:MOST]
    findings = Findings(request.workspace.store.records).of_cases(shown) if evidence else {}
    return [_exposure(request, case, findings.get(case.id), services.get(case.service)) for case in shown]


def reviews(request: ConsoleRequest, services: Sequence[Observation]) -> list[Review]:
    """What is readable there and waits for a decision."""
    found = Reviews(request.workspace.store.records).of([o.service for o in services])
    return [one for one in found if one.seen and one.undecided]


def _exposure(
    request: ConsoleRequest, case: Case, finding: Finding | None, service: Observation | None
) -> HostExposure:
    words = ""
    if finding is not None and finding.judged.route:
        tls = service is not None and service.tls
        words = plain_words(finding, request.workspace.contents().mask, tls=tls, t=request.t)
    return HostExposure(
        case=case,
        title=check_title(request.language, case.check),
        port=service.endpoint.port_label if service else str(case.port),
        finding=finding,
        words=words,
        gone=service is not None and is_gone(service),
    )
