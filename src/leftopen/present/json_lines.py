"""Each record as the dict of its JSON line; an observation's is in `observation_json`.

Every time ends in Z, with six decimals, so that texts sort as times do. A time without a zone raises
ValueError: guessing one would move an exposure window by hours.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from leftopen.model.case import Case, CaseEvent, CaseState
from leftopen.model.facts import Json
from leftopen.model.finding import CheckResult, Finding
from leftopen.model.identity import service_id
from leftopen.model.notice import Notice, Receipt
from leftopen.model.review import Review
from leftopen.model.transcript import Transcript
from leftopen.model.user import Note
from leftopen.model.verdict import State
from leftopen.present.evidence_json import evidence_field, size_field
from leftopen.present.observation_json import vantage_field
from leftopen.present.timestamps import format_utc as format_utc
from leftopen.present.timestamps import format_utc_or_none


def verdict_line(j: CheckResult) -> dict[str, Json]:
    """The result of one check, of any state."""
    return {"type": "verdict", "id": j.look} | _judged(j)


DECIDED = frozenset({CaseState.ACCEPTED, CaseState.FALSE_POSITIVE})
"""States of an open case that a user decided: it needs nothing from anybody now."""


def finding_line(f: Finding, case: Case | None = None) -> dict[str, Json]:
    """An open verdict with its content; `holds` is label → occurrences. `decision` is the state of its case
    where a user accepted the risk or marked a false positive, and `until` when the acceptance ends."""
    decided = case if case is not None and case.state in DECIDED else None
    until = decided.until if decided is not None and decided.state is CaseState.ACCEPTED else None
    return (
        {"type": "finding", "id": f.judged.finding}
        | _judged(f.judged)
        | {
            "severity": f.severity.value,
            "holds": {held.label: held.count for held in f.evidence.holds},
            "size": size_field(f.size),
            "evidence": evidence_field(f.evidence),
            "first_open": format_utc_or_none(f.first_open),
            "last_open": format_utc_or_none(f.last_open),
            "case": f.case or None,
            "decision": decided.state.value if decided else None,
            "until": format_utc_or_none(until),
        }
    )


def review_line(r: Review, plain: str = "") -> dict[str, Json]:
    """A readable finding that waits for a decision; `plain` says what a stranger can do."""
    word: Json = None
    if r.word is not None:
        word = {"by": r.word.by, "at": format_utc(r.word.at), "why": r.word.why}
    return finding_line(r.finding) | {
        "type": "review",
        "plain": plain,
        "first_seen": format_utc(r.first_seen),
        "last_seen": format_utc(r.last_seen),
        "not_seen": format_utc_or_none(r.not_seen),
        "word": word,
    }


def case_line(c: Case) -> dict[str, Json]:
    """A case; `open_after` … `closed` are the bounds of its exposure window."""
    return {
        "type": "case",
        "id": c.id,
        "state": c.state.value,
        "severity": c.severity.value,
        "check": c.check,
        "finding": c.finding,
        "site": c.service,
        "endpoint": c.endpoint,
        "hostname": c.hostname or None,
        "ip_str": c.address,
        "port": c.port,
        "realm": c.realm,
        "identity": c.identity,
        "product": c.product or None,
        "open_after": format_utc_or_none(c.open_after),
        "first_open": format_utc(c.first_open),
        "last_open": format_utc(c.last_open),
        "detected": format_utc(c.detected),
        "notified": format_utc_or_none(c.notified),
        "acknowledged": format_utc_or_none(c.acknowledged),
        "closed": format_utc_or_none(c.closed),
        "until": format_utc_or_none(c.until),
        "promised": format_utc_or_none(c.promised),
        "assignee": c.assignee or None,
        "holds": dict(c.holds),
        "linked": list(c.linked),
        "continued_as": c.continued_as or None,
    }


def event_line(e: CaseEvent) -> dict[str, Json]:
    """One link of the chain."""
    return {
        "type": "event",
        "seq": e.seq,
        "case": e.case,
        "kind": e.kind.value,
        "at": format_utc(e.at),
        "actor": e.actor,
        "body": dict(e.body),
        "previous": e.previous,
        "hash": e.hash,
    }


def comment_line(n: Note) -> dict[str, Json]:
    """A user's comment on a case, masked."""
    return {"type": "comment", "id": n.id, "case": n.case, "at": format_utc(n.at), "by": n.by, "text": n.text}


def notice_line(
    n: Notice, receipts: Iterable[Receipt] = (), sending: datetime | None = None
) -> dict[str, Json]:
    """`delivery`: `accepted` when a receiving side accepted it, `failed` when each refused, `written` when it
    was never sent. `sending`: since when it is being sent, else null."""
    own = [receipt for receipt in receipts if receipt.notice == n.id]
    accepted = any(receipt.accepted for receipt in own)
    return {
        "type": "notice",
        "id": n.id,
        "case": n.case,
        "to": n.to,
        "subject": n.subject,
        "text": n.text,
        "written": format_utc(n.written),
        "delivery": "accepted" if accepted else "failed" if own else "written",
        "sending": format_utc(sending) if sending else None,
        "receipts": [{"accepted": r.accepted, "said": r.said, "at": format_utc(r.at)} for r in own],
    }


def _judged(j: CheckResult) -> dict[str, Json]:
    return {
        "check": j.check,
        "verdict": j.verdict.state.value,
        "seen": j.verdict.seen.value,
        "reason": j.verdict.reason.value,
        "why": j.verdict.why,
        "phase": j.verdict.phase.value,
        "said": j.verdict.said,
        "intent": j.intent.value if j.verdict.state is State.OPEN else None,
        "intent_why": j.intent_why or None,
        "at": format_utc(j.at),
        "ip_str": str(j.endpoint.address),
        "port": j.endpoint.port,
        "transport": j.endpoint.transport,
        "endpoint": str(j.endpoint),
        "hostname": j.endpoint.name or None,
        "realm": j.endpoint.realm,
        "product": j.product or None,
        "identity": j.identity,
        "look": j.look,
        "finding": j.finding,
        "service": service_id(j.endpoint),
        "site": j.service,
        "observation": j.observation,
        "vantage": vantage_field(j.vantage),
        "scan": j.scan,
        "clause": j.clause,
        "transcript": _transcript(j.transcript),
    }


def _transcript(transcript: Transcript) -> list[Json]:
    return [
        {"sent": t.sent, "at": t.at, "length": t.length, "digest": t.digest, "excerpt": t.excerpt}
        for t in transcript
    ]
