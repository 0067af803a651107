"""Keeps the list of what is readable but perhaps meant to be, and obeys what a person decides about it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from leftopen.cases.closure_rules import is_other
from leftopen.errors import ChangedSince, NotAllowed
from leftopen.model.case import Case
from leftopen.model.finding import CheckResult, Finding
from leftopen.model.identity import case_id, digest
from leftopen.model.review import Review, Word
from leftopen.model.shape import Intent
from leftopen.pipeline.outcome import CheckOutcome
from leftopen.present.printable import printable
from leftopen.present.timestamps import format_utc
from leftopen.service.cases import case_updates
from leftopen.service.cases.plain_words import plain_words, request_line
from leftopen.service.workspace import audit_log
from leftopen.service.workspace.audit_log import require_reason
from leftopen.service.workspace.os_user import os_user
from leftopen.service.workspace.workspace import Workspace
from leftopen.store.observations.writer import ObservationWriter
from leftopen.store.records import Records
from leftopen.store.records.changes import Changes
from leftopen.store.records.entities.cases.cases import Cases
from leftopen.store.records.entities.cases.reviews import Reviews, ReviewWriter
from leftopen.translate import Translator, english

REASON = 500


def list_reviews(workspace: Workspace, *, everything: bool = False) -> list[Review]:
    """What the latest scan of each service saw, newest first; `everything`: also what is no longer seen."""
    return [one for one in Reviews(workspace.store.records).list() if everything or one.seen]


def group(one: Review) -> tuple[str, str, str]:
    """What makes entries alike: the shape, the reason for its purpose, and the site, which is the name that
    was asked for or else the address."""
    judged = one.finding.judged
    return judged.check, judged.intent_why, judged.endpoint.name or str(judged.endpoint.address)


def list_alike(workspace: Workspace, prefix: str) -> list[Review]:
    """The entry, and then those of its group that the latest scan saw and nobody decided. Raises NotFound."""
    first = Reviews(workspace.store.records).get(prefix)
    others = (one for one in list_reviews(workspace) if one.undecided and group(one) == group(first))
    return [first, *(one for one in others if one.id != first.id)]


def as_decided(records: Records, outcome: CheckOutcome) -> CheckOutcome:
    """The outcome with the intent that a person decided: left open where a case of it exists, published where
    a person said so of this server and path."""
    finding = outcome.finding
    if finding is None or finding.judged.intent is Intent.LEFT_OPEN:
        return outcome
    judged = finding.judged
    known = Reviews(records).find(judged.finding)
    if _has_case(records, judged):
        return _with_intent(outcome, finding, Intent.LEFT_OPEN, "a case of it exists")
    if known is not None and known.word is not None and _covers(known.word, judged):
        return _with_intent(outcome, finding, Intent.PUBLISHED, f"meant to be open, says {known.word.by}")
    return outcome


def for_review(outcome: CheckOutcome) -> bool:
    """Readable, but perhaps meant to be: no case opens by itself. After `as_decided`."""
    return outcome.finding is not None and outcome.judged.intent is not Intent.LEFT_OPEN


def words(workspace: Workspace, finding: Finding, t: Translator = english) -> str:
    """What a stranger can do, in plain words; '' for a finding of a check."""
    if not finding.judged.route:
        return ""
    return plain_words(finding, workspace.contents().mask, tls=inside_tls(workspace, finding), t=t)


def visible_at(workspace: Workspace, finding: Finding) -> str:
    """The URL at which any browser shows it; '' where there is none, or where a part of it is masked."""
    tls = inside_tls(workspace, finding)
    method, _, url = request_line(finding, lambda text: text, tls=tls).partition(" ")
    masked = request_line(finding, workspace.contents().mask, tls=tls)
    return url if method == "GET" and masked == f"GET {url}" else ""


def inside_tls(workspace: Workspace, finding: Finding) -> bool:
    """Whether the service spoke inside TLS when it was found."""
    observation = workspace.store.observations.find(finding.judged.observation)
    return observation is not None and observation.tls


def put_on_list(records: Records, finding: Finding) -> None:
    """Puts a finding on the list, or renews it there. An older observation changes nothing."""
    at, old = finding.judged.at, Reviews(records).find(finding.judged.finding)
    if old is not None and old.last_seen > at:
        return
    first, word = (old.first_seen, old.word) if old else (at, None)
    ReviewWriter(Changes(records)).put(Review(finding=finding, first_seen=first, last_seen=at, word=word))


def mark_not_seen(records: Records, services: Mapping[str, datetime], seen: Collection[str]) -> None:
    """Marks what a scan of these services (service → time) no longer saw; `seen` are finding ids."""
    for one in Reviews(records).of(services.keys()):
        at = services[one.finding.judged.service]
        if one.seen and one.id not in seen and one.last_seen < at:
            ReviewWriter(Changes(records)).put(replace(one, not_seen=at))


def mark(review: Review) -> str:
    """Names the server and path that a person decides about."""
    return digest("review", _path(review.finding.judged), review.finding.judged.identity)


def open_case(workspace: Workspace, prefix: str, *, by: str = "", shown: str = "") -> Case:
    """Makes a case of a finding; from then on it is a case like any other. `shown` is the `mark` that the
    person saw. Raises NotFound; ChangedSince when the mark is another one now; NotAllowed when the latest
    scan no longer saw it."""
    records, store = workspace.store.records, workspace.store
    review = _get(records, prefix, shown)
    if review.not_seen is not None:
        raise NotAllowed(
            f"{review.id[:8]} was not seen again at {format_utc(review.not_seen)}; scan "
            f"{review.finding.judged.endpoint.address} again first"
        )
    who = by or os_user()
    judged = replace(review.finding.judged, intent=Intent.LEFT_OPEN, intent_why=f"left open, says {who}")
    finding = replace(review.finding, judged=judged)
    before = store.observations.last_judged(judged.finding, judged.at)
    ObservationWriter(store.client).add_judged([judged])
    case_updates.record_scan(records, judged, finding, before, workspace.clock(), actor=who)
    case_updates.store_finding(store, finding)
    ReviewWriter(Changes(records)).remove(review.id)
    case = Cases(records).get(case_id(judged.finding, judged.identity))
    audit_log.record(workspace, who, "review opened", case.id, review.id)
    ObservationWriter(store.client).put_case(case)
    return case


def dismiss(workspace: Workspace, prefix: str, why: str, *, by: str = "", shown: str = "") -> Review:
    """Records a person's word that it is meant to be open. Later scans obey it while the same server shows it
    at the same path. Raises NotFound; ChangedSince as `open_case`; NotAllowed without a reason."""
    records = workspace.store.records
    review = _get(records, prefix, shown)
    require_reason(why)
    who, judged = by or os_user(), review.finding.judged
    word = Word(
        by=who,
        at=workspace.clock(),
        why=workspace.contents().mask(printable(why.strip(), REASON)),
        path=_path(judged),
        identity=judged.identity,
    )
    decided = replace(judged, intent=Intent.PUBLISHED, intent_why=f"meant to be open, says {who}")
    changed = replace(review, finding=replace(review.finding, judged=decided), word=word)
    ReviewWriter(Changes(records)).put(changed)
    audit_log.record(workspace, who, "review dismissed", review.id, word.why)
    return changed


def _get(records: Records, prefix: str, shown: str) -> Review:
    review = Reviews(records).get(prefix)
    if shown and shown != mark(review):
        raise ChangedSince(f"{review.id[:8]} has changed meanwhile; check it and try again")
    return review


def _covers(word: Word, judged: CheckResult) -> bool:
    other = word.identity and judged.identity and word.identity != judged.identity
    return word.path == _path(judged) and not other


def _has_case(records: Records, judged: CheckResult) -> bool:
    look = case_updates.case_observation(judged)
    cases: Sequence[Case] = Cases(records).of(judged.finding)
    return any(not is_other(case, look) for case in cases)


def _with_intent(outcome: CheckOutcome, finding: Finding, intent: Intent, why: str) -> CheckOutcome:
    judged = replace(outcome.judged, intent=intent, intent_why=why)
    return CheckOutcome(judged=judged, finding=replace(finding, judged=judged))


def _path(judged: CheckResult) -> str:
    return judged.route[-1].path if judged.route else ""
