"""The hash chain of events in canonical JSON.

Each hash covers the event and the previous hash, so that changing, removing or moving an earlier event shows
at the first one that no longer fits. Cutting off the end, or rewriting the whole chain, shows only against a
head stored elsewhere (a signed one of `cases.signed_heads`, a proof, or the projection of the cases).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

import rfc8785

from leftopen.model.case import CaseEvent, CaseEventKind
from leftopen.model.facts import Json
from leftopen.present import timestamps

BEGINNING = "0" * 64
MOST_BODY = 4096
_quoted = json.JSONEncoder(ensure_ascii=False).encode


@dataclass(frozen=True, slots=True, kw_only=True)
class ChainError:
    """The first event that does not fit: its place in the chain, and one sentence."""

    seq: int
    because: str


def canonical(value: Json | Mapping[str, Json]) -> bytes:
    """RFC 8785. ValueError for what it can't hold: NaN, a whole number beyond 2**53, a lone surrogate."""
    try:
        return rfc8785.dumps(value)
    except (rfc8785.CanonicalizationError, UnicodeError, RecursionError) as error:
        raise ValueError(f"this can't be written as canonical JSON: {error}") from error


def seal(
    *,
    seq: int,
    case: str,
    kind: CaseEventKind,
    at: datetime,
    actor: str,
    body: Mapping[str, Json],
    previous: str,
) -> CaseEvent:
    """The next link after `previous`. ValueError for a body over 4 KiB or one that JSON can't hold."""
    if len(canonical(body)) > MOST_BODY:
        raise ValueError(f"an event's body holds at most {MOST_BODY} bytes")
    bare = CaseEvent(
        seq=seq, case=case, kind=kind, at=at, actor=actor, body=dict(body), previous=previous, hash=""
    )
    return replace(bare, hash=hash_of(bare))


def event_json(event: CaseEvent) -> dict[str, Json]:
    """Every field of an event as JSON, `hash` included."""
    return {
        "seq": event.seq,
        "case": event.case,
        "kind": event.kind.value,
        "at": timestamps.format_utc(event.at),
        "actor": event.actor,
        "body": dict(event.body),
        "previous": event.previous,
        "hash": event.hash,
    }


def read(record: Mapping[str, Json]) -> CaseEvent:
    """The inverse of `event_json`. ValueError for any other shape; the hash is not verified here."""
    seq, body = record.get("seq"), record.get("body")
    if not isinstance(seq, int) or isinstance(seq, bool) or not isinstance(body, dict) or len(record) != 8:
        raise ValueError("this is no event")
    case, kind, actor, previous, own = (
        str(record.get(key)) for key in ("case", "kind", "actor", "previous", "hash")
    )
    return CaseEvent(
        seq=seq,
        case=case,
        kind=CaseEventKind(kind),
        at=timestamps.parse_utc(record.get("at")),
        actor=actor,
        body=body,
        previous=previous,
        hash=own,
    )


def hash_of(event: CaseEvent) -> str:
    """SHA-256 in hex over every field but `hash` itself."""
    fields = event_json(event)
    del fields["hash"]
    return hashlib.sha256(canonical(fields)).hexdigest()


def verify(events: Iterable[CaseEvent]) -> ChainError | None:
    """The first event that does not fit into the chain from its beginning, or None."""
    previous = BEGINNING
    for seq, event in enumerate(events, start=1):
        because = wrong(event, seq, previous)
        if because:
            return ChainError(seq=event.seq, because=because)
        previous = event.hash
    return None


def hash_as_stored(*, seq: int, case: str, kind: str, at: str, actor: str, body: str, previous: str) -> str:
    """As `hash_of`, ten times as fast, for a body that is stored as canonical JSON. '' for a body that is no
    JSON; for any other spelling of the body it is another hash."""
    content = (
        f'{{"actor":{_quoted(actor)},"at":{_quoted(at)},"body":{body},"case":{_quoted(case)},'
        f'"kind":{_quoted(kind)},"previous":{_quoted(previous)},"seq":{seq}}}'
    )
    try:
        # Only a whole JSON value can't hold a piece of the fields after it.
        json.loads(body)
        return hashlib.sha256(content.encode()).hexdigest()
    except (ValueError, RecursionError):
        return ""


def own_hash_wrong(event: CaseEvent) -> bool:
    """Does the event's content differ from its hash?"""
    try:
        return hash_of(event) != event.hash
    except ValueError:
        return True


def is_unlinked(event: CaseEvent, later: CaseEvent) -> bool:
    """Do two neighbours of the chain not follow each other? False for invalid events."""
    return later.seq == event.seq + 1 and later.previous != event.hash


def wrong(event: CaseEvent, seq: int, previous: str) -> str:
    """Why it can't be event `seq` after the hash `previous`, or ''."""
    if event.seq != seq:
        return f"event {seq} is missing: event {event.seq} stands in its place"
    if event.previous != previous:
        return f"event {seq} does not follow the event before it"
    if own_hash_wrong(event):
        return f"event {seq} was changed after it was written"
    return ""
