"""The signed proof of closure: what was open, how it was closed, and the evidence.

    {"proof": {…}, "signature": {"algorithm": "Ed25519", "key": fingerprint, "public": hex, "value": hex}}

    {…, "timestamp": {"response": hex}}   where an authority stamped the two above (RFC 3161)

Canonical JSON (RFC 8785) in UTF-8; the signature covers the canonical bytes of `proof`. The public key in
the file shows only that the file is intact; who signed it is known only to a reader who has the key from
elsewhere. The format is 1; 2 for a timestamp, or for a case with the times of an earlier one, which format 1
did not know; 3 for equal checks that were counted, which format 2 did not know.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from itertools import pairwise

from cryptography.x509 import Certificate

from leftopen.cases import equal_looks, event_schema, hash_chain, proof_observations, timestamp_token
from leftopen.cases.proof_keys import Private, fingerprint, read_public
from leftopen.cases.signatures import signature, signature_fits
from leftopen.cases.state_machine import case_of
from leftopen.cases.window import proved_closed
from leftopen.errors import BadProof
from leftopen.model.case import Case, CaseEvent, CaseEventKind
from leftopen.model.facts import Json
from leftopen.model.transcript import Transcript
from leftopen.present import timestamps

FORMAT, WITH_TIMES, WITH_COUNTS = "leftopen-proof/1", "leftopen-proof/2", "leftopen-proof/3"
KNOWN = (FORMAT, WITH_TIMES, WITH_COUNTS)
MOST_BYTES = 16 * 1024 * 1024
NOT_KNOWN = (
    "who read it before it was closed is not known from here",
    "whether the same data can be read elsewhere is not known from here",
)


class ProofStatus(StrEnum):
    """`valid` intact and signed by the given key · `intact` the signer was not verified · `broken`."""

    VALID = "valid"
    INTACT = "intact"
    BROKEN = "broken"


@dataclass(frozen=True, slots=True, kw_only=True)
class ProofAnswer:
    """`because` is one sentence for the user."""

    standing: ProofStatus
    because: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ProofContext:
    """What a proof states besides the case: the scope's clause for the last observation, its vantage and
    scanner, and the newest event of the whole chain (at or after the case's last). `stamped`: an authority
    will stamp it."""

    clause: str
    vantage: str
    scanner: str
    head_seq: int
    head_hash: str
    written: datetime
    stamped: bool = False


def build(
    events: Sequence[CaseEvent], transcripts: Mapping[str, Transcript], around: ProofContext
) -> dict[str, Json]:
    """The body of a proof: `events` are all of one case, oldest first; `transcripts` by observation id
    (excerpts are left out). ValueError for a case that is not closed by evidence."""
    case = case_of(events)
    if proved_closed(case) is None:
        raise ValueError(f"the case is {case.state.value}: only what evidence closed can be proved")
    return {
        "format": _format(events, stamped=around.stamped),
        "written": timestamps.format_utc(around.written),
        "scanner": around.scanner,
        "vantage": around.vantage,
        "clause": around.clause,
        "case": case_facts(case),
        "rule": _rule(events),
        "looks": proof_observations.observation_entries(events, transcripts),
        "events": [hash_chain.event_json(event) for event in events],
        "head": {"seq": around.head_seq, "hash": around.head_hash},
        "not_known": list(NOT_KNOWN),
    }


def sign(body: Mapping[str, Json], key: Private) -> bytes:
    """The file. ValueError for a body that JSON can't hold."""
    return hash_chain.canonical({"proof": dict(body), "signature": signature(body, key)})


def stamp(raw: bytes, response: bytes) -> bytes:
    """The file with the authority's response over it."""
    return hash_chain.canonical({**_document(raw), "timestamp": {"response": response.hex()}})


def check(raw: bytes, public: bytes | None = None, authority: bytes | None = None) -> ProofAnswer:
    """Verifies the file. `public` is a key from elsewhere, in PEM or 32 raw bytes; `authority` the root
    certificates of the time-stamp authority, in PEM.

    Raises BadProof when `raw` is no JSON object, `public` no Ed25519 key, or `authority` no certificate;
    nothing else.
    """
    roots = timestamp_token.roots(authority) if authority is not None else []
    trusted = None if public is None else read_public(public)
    document = _document(raw)
    because = _broken(raw, document)
    if because:
        return ProofAnswer(standing=ProofStatus.BROKEN, because=because)
    inside = _inside(document)
    try:
        stamped = _stamped(document, roots)
    except BadProof as error:
        return ProofAnswer(standing=ProofStatus.BROKEN, because=str(error))
    if trusted is None:
        because = "not changed since it was signed; by whom is not verified without the public key"
        return ProofAnswer(standing=ProofStatus.INTACT, because=because + stamped)
    if trusted.public_bytes_raw() != inside:
        because = f"signed by another key: {fingerprint(inside)}"
        return ProofAnswer(standing=ProofStatus.BROKEN, because=because)
    return ProofAnswer(
        standing=ProofStatus.VALID, because=f"signed by {fingerprint(inside)}, and intact{stamped}"
    )


def case_facts(case: Case) -> dict[str, Json]:
    """The case as a proof states it; every field of it follows from its events."""
    moments = {
        name: None if at is None else timestamps.format_utc(at)
        for name, at in (
            ("first_open", case.first_open),
            ("last_open", case.last_open),
            ("open_after", case.open_after),
            ("detected", case.detected),
            ("notified", case.notified),
            ("acknowledged", case.acknowledged),
            ("closed", case.closed),
        )
    }
    names = "id finding service check endpoint address port realm identity product"
    plain: dict[str, Json] = {name: getattr(case, name) for name in names.split()}
    if case.hostname:
        plain["hostname"] = case.hostname
    words: dict[str, Json] = {"state": case.state.value, "severity": case.severity.value}
    return {**plain, **words, **moments, "holds": dict(case.holds), "linked": list(case.linked)}


def _format(events: Sequence[CaseEvent], *, stamped: bool) -> str:
    """The oldest that knows what is in it."""
    if any(event.kind is CaseEventKind.COUNTED for event in events):
        return WITH_COUNTS
    return WITH_TIMES if stamped or _has_linked_times(events) else FORMAT


def _has_linked_times(events: Sequence[CaseEvent]) -> bool:
    linked = (event.body for event in events if event.kind is CaseEventKind.LINKED)
    return any(name in body for body in linked for name in event_schema.TIMES)


def _stamped(document: Mapping[str, Json], roots: Sequence[Certificate]) -> str:
    """When an authority stamped it, for the sentence; '' without a timestamp. Raises BadProof."""
    stamp = document.get("timestamp")
    if stamp is None:
        return ""
    try:
        response = bytes.fromhex(event_schema.text(stamp if isinstance(stamp, dict) else {}, "response"))
    except ValueError:
        raise BadProof("its timestamp can't be read") from None
    inner = {name: value for name, value in document.items() if name != "timestamp"}
    found = timestamp_token.check(response, hash_chain.canonical(inner), roots)
    how = "" if found.verified else " by an authority that was not verified"
    return f"; timestamped at {timestamps.format_utc(found.at)}{how}"


def _rule(events: Sequence[CaseEvent]) -> Json:
    """The sentence of the rule that closed it, from the closing event."""
    kinds = (CaseEventKind.CLOSED, CaseEventKind.WITHDRAWN)
    last = next(event for event in reversed(events) if event.kind in kinds)
    return {name: last.body[name] for name in ("because", "rounds", "needed")}


def _document(raw: bytes) -> dict[str, Json]:
    if len(raw) > MOST_BYTES:
        raise BadProof(f"a proof is smaller than {MOST_BYTES} bytes")
    try:
        document = json.loads(raw.decode("utf-8", "strict"))
    except (ValueError, RecursionError) as error:
        raise BadProof("this is no proof file: it is not JSON") from error
    if not isinstance(document, dict):
        raise BadProof("this is no proof file: it is not a JSON object")
    return document


def _broken(raw: bytes, document: dict[str, Json]) -> str:
    """Why the proof is broken, or ''."""
    body, found = document.get("proof"), document.get("signature")
    if not isinstance(body, dict) or not isinstance(found, dict) or body.get("format") not in KNOWN:
        return "this is no proof of a kind that this version knows"
    try:
        if hash_chain.canonical(document) != raw.removesuffix(b"\n"):
            return "it was rewritten: its bytes are not the ones that are written here"
        if not _signature_fits(body, found, document):
            return "it was changed after it was signed"
        return _contradiction(body)
    except (ValueError, OverflowError) as error:
        return f"it contradicts itself: {error}"


def _signature_fits(body: dict[str, Json], found: dict[str, Json], document: dict[str, Json]) -> bool:
    names = document.keys() - (set() if body["format"] == FORMAT else {"timestamp"})
    return names == {"proof", "signature"} and signature_fits(body, found)


def _contradiction(body: dict[str, Json]) -> str:
    """How the proof contradicts itself, or ''. ValueError for an event that can't be read or followed."""
    records, head = body.get("events"), body.get("head")
    if not isinstance(records, list) or not isinstance(head, dict):
        return "it holds no events"
    events = [hash_chain.read(record) for record in records if isinstance(record, dict)]
    if len(events) != len(records) or any(hash_chain.own_hash_wrong(event) for event in events):
        return "one of its events was changed"
    seqs = [event.seq for event in events]
    if seqs != sorted(set(seqs)) or not isinstance(head.get("seq"), int):
        return "its events are not in their order"
    if any(hash_chain.is_unlinked(*pair) for pair in pairwise(events)):
        return "two of its events do not follow each other"
    case = case_of(events)
    if wrong := equal_looks.misfit(events):
        return wrong
    if body.get("case") != case_facts(case) or proved_closed(case) is None:
        return "the case facts in the proof do not match its events"
    if body.get("rule") != _rule(events) or not proof_observations.matches_events(body.get("looks"), events):
        return "the observations or the closure rule in the proof do not match its events"
    return _head_wrong(events[-1], event_schema.number(head, "seq"), event_schema.text(head, "hash"))


def _head_wrong(last: CaseEvent, seq: int, digest: str) -> str:
    if seq < last.seq or (seq == last.seq and digest != last.hash):
        return "its events end after the chain that it names"
    return ""


def _inside(document: dict[str, Json]) -> bytes:
    found = document["signature"]
    assert isinstance(found, dict)
    return bytes.fromhex(event_schema.text(found, "public"))
