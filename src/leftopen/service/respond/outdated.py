"""Which steps of a response were done from facts that have changed since. The log stays as it is."""

from __future__ import annotations

from leftopen.impact.respond.examined import Examined
from leftopen.impact.respond.facts import Fact, digest
from leftopen.impact.respond.response import Draft, Response
from leftopen.service.respond.examine import examine, facts_by_id
from leftopen.service.respond.state import CaseResponse
from leftopen.service.workspace.workspace import Workspace

REPORT, PAGE = "impact report", "leadership"
MOVING = "since.length"
"""Of a case that is still open it changes by the minute; the bounds it is made of are facts of their own."""


def outdated_steps(
    workspace: Workspace, found: CaseResponse, examined: Examined | None = None
) -> frozenset[str]:
    """The names of the steps. The stores are read only where something was approved or signed; `examined` is
    what was read already."""
    pages, signed = _approved(found.response), _signed(found.response)
    if not pages and not signed:
        return frozenset()
    facts = facts_by_id(examined or examine(workspace, found))
    stale = {"leadership": any(is_outdated(one, facts) for one in pages)}
    # A report from before the digest was kept says nothing of its facts.
    stale["report"] = bool(signed) and signed != report_digest(facts)
    return frozenset(name for name, is_stale in stale.items() if is_stale)


def is_outdated(draft: Draft, facts: dict[str, Fact]) -> bool:
    """Only what the draft says makes it out of date."""
    ids = {id for _, ids in draft.sentences for id in ids}
    return draft.facts != digest({id: fact for id, fact in facts.items() if id in ids})


def report_digest(facts: dict[str, Fact]) -> str:
    """Of the facts of a report: all of them, but for what moves with the clock alone."""
    return digest({id: fact for id, fact in facts.items() if id != MOVING})


def _approved(response: Response) -> list[Draft]:
    return [one for (name, _), one in response.drafts.items() if name == PAGE and one.approved]


def _signed(response: Response) -> str:
    """The digest of the newest report, '' where there is none."""
    reports = [one for one in response.exports if one.body.get("what") == REPORT]
    return str(reports[-1].body.get("facts", "")) if reports else ""
