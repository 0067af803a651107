"""Signed heads of the chain: the key's holder attests the chain up to an event.

A hash needs no secret, so that anybody who can write the records can write another consistent chain. It does
not fit an earlier signed head, and only the key can make such a head.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from leftopen.cases import hash_chain
from leftopen.cases.proof_keys import Private, Public, signed_by
from leftopen.model.facts import Json
from leftopen.present import timestamps

FORMAT = "leftopen-head/1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """The newest event when it was signed, by number and hash; `signature` in hex."""

    seq: int
    hash: str
    at: datetime
    signature: str = ""


class Seal(Protocol):
    """What the records need to sign a head, and to recognise a signed one."""

    def sign(self, seq: int, hash: str) -> Head: ...

    def is_ours(self, head: Head) -> bool:
        """Was it signed by this key, for this data folder?"""
        ...

    def last(self) -> Head | None:
        """The newest published head; None without one."""
        ...

    def publish(self, head: Head, hash_at: Callable[[int], str]) -> None:
        """Stores it outside the records, unless a newer one is stored, or one that does not fit: `hash_at`
        gives the hash of an event, '' for an unknown number."""
        ...


def sign_head(key: Private, folder: str, seq: int, hash: str, at: datetime) -> Head:
    """`folder`: the id of the data folder, so that its head is invalid for any other."""
    message = _message(folder, seq, hash, at)
    return Head(seq=seq, hash=hash, at=at, signature=key.sign(message).hex())


def is_signed(public: Public, folder: str, head: Head) -> bool:
    try:
        signature = bytes.fromhex(head.signature)
    except ValueError:
        return False
    return signed_by(public, signature, _message(folder, head.seq, head.hash, head.at))


def follows(head: Head | None, hash_at: Callable[[int], str]) -> bool:
    """Does the chain still contain that head?"""
    return head is None or hash_at(head.seq) == head.hash


def plain(head: Head) -> dict[str, Json]:
    return {
        "format": FORMAT,
        "seq": head.seq,
        "hash": head.hash,
        "at": timestamps.format_utc(head.at),
        "signature": head.signature,
    }


def read(record: Mapping[str, Json]) -> Head:
    """The inverse of the head's JSON; other fields are ignored. ValueError for any other shape."""
    seq = record.get("seq")
    if record.get("format") != FORMAT or not isinstance(seq, int) or isinstance(seq, bool):
        raise ValueError("this is no signed head")
    return Head(
        seq=seq,
        hash=str(record.get("hash")),
        at=timestamps.parse_utc(record.get("at")),
        signature=str(record.get("signature")),
    )


def _message(folder: str, seq: int, hash: str, at: datetime) -> bytes:
    """Begins like nothing else that the key signs."""
    statement: dict[str, Json] = {"folder": folder, "seq": seq, "hash": hash, "at": timestamps.format_utc(at)}
    return FORMAT.encode() + b"\n" + hash_chain.canonical(statement)
