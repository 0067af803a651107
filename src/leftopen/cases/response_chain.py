"""The hash chain of the response to one case, in canonical JSON.

Each hash covers the entry and the previous hash, so that changing, removing or moving an entry shows at the
first one that no longer fits. The case's own event chain names the number and the hash of every entry, so
that cutting off the end, or rewriting the whole chain, shows too. An erasure is an event as well: entries may
be missing only up to the number that it names, and their hashes stay in the events.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from leftopen.cases.event_schema import number
from leftopen.cases.hash_chain import BEGINNING, canonical
from leftopen.cases.response_schema import validate
from leftopen.model.case import CaseEvent, CaseEventKind
from leftopen.model.facts import Json
from leftopen.model.response import EntryKind, ResponseEntry
from leftopen.present import timestamps

MOST_BODY = 64 * 1024


def seal(
    last: tuple[int, str],
    *,
    case: str,
    kind: EntryKind,
    at: datetime,
    by: str,
    body: Mapping[str, Json],
) -> ResponseEntry:
    """The next entry after `last`, a number and a hash: (0, BEGINNING) for the first. ValueError for a body
    that `response_schema` does not allow, that is too large, or that JSON can't hold."""
    if len(canonical(validate(kind, body))) > MOST_BODY:
        raise ValueError(f"an entry of the response holds at most {MOST_BODY} bytes")
    seq, previous = last[0] + 1, last[1]
    bare = ResponseEntry(
        case=case, seq=seq, kind=kind, at=at, by=by, body=dict(body), previous=previous, hash=""
    )
    return replace(bare, hash=hash_of(bare))


def entry_json(entry: ResponseEntry) -> dict[str, Json]:
    """Every field of an entry as JSON, `hash` included."""
    return {
        "case": entry.case,
        "seq": entry.seq,
        "kind": entry.kind.value,
        "at": timestamps.format_utc(entry.at),
        "by": entry.by,
        "body": dict(entry.body),
        "previous": entry.previous,
        "hash": entry.hash,
    }


def read(record: Mapping[str, Json]) -> ResponseEntry:
    """The inverse of `entry_json`. ValueError for any other shape; the hash is not verified here."""
    seq, body = record.get("seq"), record.get("body")
    if not isinstance(seq, int) or isinstance(seq, bool) or not isinstance(body, dict) or len(record) != 8:
        raise ValueError("this is no entry of a response")
    case, kind, by, previous, own = (
        str(record.get(key)) for key in ("case", "kind", "by", "previous", "hash")
    )
    return ResponseEntry(
        case=case,
        seq=seq,
        kind=EntryKind(kind),
        at=timestamps.parse_utc(record.get("at")),
        by=by,
        body=body,
        previous=previous,
        hash=own,
    )


def hash_of(entry: ResponseEntry) -> str:
    """SHA-256 in hex over every field but `hash` itself."""
    fields = entry_json(entry)
    del fields["hash"]
    return hashlib.sha256(canonical(fields)).hexdigest()


def named_by(events: Iterable[CaseEvent]) -> dict[int, str]:
    """The hash of each entry by its number, as the events of the case name them."""
    named = [event.body for event in events if event.kind is CaseEventKind.RESPONDED]
    return {seq: str(body["hash"]) for body in named if isinstance(seq := body["entry"], int)}


def erased_by(events: Iterable[CaseEvent]) -> int:
    """The number of the newest entry that the events of the case say was erased; 0 for none."""
    return max((number(one.body, "entries") for one in events if one.kind is CaseEventKind.ERASED), default=0)


def erasure_of(events: Iterable[CaseEvent], entry: int) -> CaseEvent | None:
    """The event that says who erased this entry, when and why."""
    message = (one for one in events if one.kind is CaseEventKind.ERASED)
    return next((one for one in message if number(one.body, "entries") >= entry), None)


def misfits(entries: Sequence[ResponseEntry], named: Mapping[int, str], erased: int = 0) -> list[str]:
    """What is wrong with the entries of one case, one sentence each; `named` and `erased` as `named_by` and
    `erased_by` give them. None when nothing was changed, removed or added from outside."""
    missing = sorted(seq for seq in named.keys() - {entry.seq for entry in entries} if seq > erased)
    wrong = [f"entry {seq} is missing, and no event says that it was erased" for seq in missing]
    for entry in entries:
        if _changed(entry):
            wrong.append(f"entry {entry.seq} was changed after it was written")
        elif entry.seq not in named:
            wrong.append(f"entry {entry.seq} was not written by this program: no event of the case names it")
        elif named[entry.seq] != entry.hash:
            wrong.append(f"entry {entry.seq} was replaced: the case's events name another one")
        elif entry.previous != named.get(entry.seq - 1, BEGINNING):
            wrong.append(f"entry {entry.seq} does not follow the entry before it")
        elif entry.seq <= erased:
            wrong.append(f"entry {entry.seq} is there, although an event says that it was erased")
    return wrong


def _changed(entry: ResponseEntry) -> bool:
    try:
        return hash_of(entry) != entry.hash
    except ValueError:
        return True
