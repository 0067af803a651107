"""The chain's signed heads: the newest is kept beside the key, outside of the data folder, so that whoever
can write there can neither rewrite the chain nor cut off its end without its being seen."""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import secrets
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path

from leftopen.cases import hash_chain, signed_heads
from leftopen.cases.proof_keys import Private
from leftopen.cases.signed_heads import Head
from leftopen.errors import BadSetting, LeftopenError
from leftopen.present.timestamps import format_utc
from leftopen.service import keys
from leftopen.store.records import Records

MEND = "look at what happened; leftopen doctor --sign-chain then takes it as it is"
ACTOR, SIGNED = "leftopen", "chain signed"
PUBLISHED_S = 1.0
SPOILT = Head(seq=-1, hash="spoilt", at=datetime.min.replace(tzinfo=UTC))


@dataclass(kw_only=True)
class FileSeal:
    """`cases.signed_heads.Seal` with the key that signs proofs. Key and file are made at the first event.
    From several threads at once."""

    config: Path
    data: Path
    clock: Callable[[], datetime]
    monotonic: Callable[[], float] = time.monotonic
    _signed: str = ""
    _waiting: Head | None = None
    _published: float = float("-inf")
    _later: threading.Timer | None = None
    _guard: threading.RLock = field(default_factory=threading.RLock)

    @cached_property
    def folder(self) -> str:
        return keys.folder_id(self.data)

    @cached_property
    def file(self) -> Path:
        return keys.folder(self.config) / f"head-{self.folder}.json"

    @cached_property
    def _key(self) -> Private:
        return keys.signing_key(self.config)

    def sign(self, seq: int, hash: str) -> Head:
        head = signed_heads.signed(self._key, self.folder, seq, hash, self.clock())
        self._signed = head.signature
        return head

    def is_ours(self, head: Head) -> bool:
        # What was signed here a moment ago need not be verified.
        if self._signed and head.signature == self._signed:
            return True
        return signed_heads.is_signed(self._key.public_key(), self.folder, head)

    def last(self) -> Head | None:
        """`SPOILT` for a file that holds no head, which fits no chain. Raises BadSetting for one that
        can't be read."""
        kept, waiting = _read(self.file), self._waiting
        return waiting if waiting and (kept is None or 0 <= kept.seq < waiting.seq) else kept

    def publish(self, head: Head, hash_at: Callable[[int], str]) -> None:
        """At most once a second, for it costs as much as the event itself: the others wait for the next one,
        which is written within a second, or by `flush`. Raises BadSetting."""
        with self._guard:
            self._waiting = max(head, self._waiting or head, key=lambda one: one.seq)
            if self.monotonic() - self._published >= PUBLISHED_S:
                self.flush(hash_at)
            elif self._later is None:
                self._later = threading.Timer(PUBLISHED_S, self._flush_later, (hash_at,))
                self._later.daemon = True
                self._later.start()

    def flush(self, hash_at: Callable[[int], str]) -> None:
        """What waits is written, unless a newer one is there, or one that does not fit. Raises BadSetting."""
        with self._guard:
            head, self._waiting = self._waiting, None
            if self._later is not None:
                self._later.cancel()
                self._later = None
            if head is None:
                return
            self._published = self.monotonic()
            with self._alone():
                before = _read(self.file)
                if before is None or (before.seq < head.seq and signed_heads.follows(before, hash_at)):
                    self.put(head)

    def _flush_later(self, hash_at: Callable[[int], str]) -> None:
        # Where it can't be written now it is written with the next event, or when the folder is opened again.
        with contextlib.suppress(LeftopenError):
            self.flush(hash_at)

    def put(self, head: Head | None) -> None:
        """Whatever was there before. Raises BadSetting."""
        if head is None:
            self.file.unlink(missing_ok=True)
            return
        beside = self.file.with_name(f".{self.file.name}.{secrets.token_hex(4)}")
        try:
            handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(handle, "wb") as out:
                out.write(hash_chain.canonical({**signed_heads.plain(head), "path": str(self.data)}))
            os.replace(beside, self.file)
        except OSError as error:
            raise BadSetting(f"the signed head {self.file} can't be written: {error.strerror}") from None

    def others(self) -> list[Head]:
        """Heads of other data folders that lay at the same path."""
        found = (file for file in self.file.parent.glob("head-*.json") if file != self.file)
        return [head for file in found if _path_of(file) == str(self.data) and (head := _read(file))]

    @contextmanager
    def _alone(self) -> Iterator[None]:
        try:
            handle = os.open(self.file.with_name("heads.lock"), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError as error:
            raise BadSetting(f"the lock of {self.file} can't be made: {error.strerror}") from None
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield
        finally:
            os.close(handle)


def begin(records: Records, seal: FileSeal) -> None:
    """Signs the chain of a data folder of which nothing was signed yet, and says so in the audit. Not where
    another folder lay at its path: then somebody may have put this one in its place. A file that a crash has
    spoilt, or left behind, is written anew where the records end with an event that was signed."""
    end, newest = records.heads.newest()
    if not end[0]:
        return
    last = seal.last()
    if last is None and not seal.others():
        said = "nothing was signed before; what stood there before is taken as it was"
        _sign(records, seal, f"the first signature: {said}")
    elif last is SPOILT and newest and (newest.seq, newest.hash) == end and seal.is_ours(newest):
        _sign(records, seal, f"{seal.file} was spoilt; the records end with the event that was signed last")
    elif (
        last
        and newest
        and newest.seq > last.seq
        and (newest.seq, newest.hash) == end
        and seal.is_ours(newest)
    ):
        seal.publish(newest, records.heads.hash_at)


def accept(records: Records, seal: FileSeal, by: str) -> str:
    """Signs the chain as it stands although it may not fit, by somebody's word, and says so in the audit.
    Gives what was wrong, or ''."""
    wrong = misfit(records, seal)
    if wrong:
        _sign(records, seal, f"by the word of {by}, although {wrong}"[:500])
    return wrong


def misfit(records: Records, seal: FileSeal) -> str:
    """How the chain does not fit what was signed of it, '' when it does. Its own hashes are not looked at."""
    # First: by the time that the records are read they are at least as new.
    last = seal.last()
    (seq, hash), newest = records.heads.newest()
    if last is None:
        return _never_signed(seal) if seq else ""
    if not seal.is_ours(last):
        return f"the signed head in {seal.file} is spoilt, or was not signed with the key that lies there"
    if seq < last.seq:
        return (
            f"the chain ends after event {seq}, and event {last.seq} was signed at "
            f"{format_utc(last.at)}: its end "
            "was cut off, or this is an older copy"
        )
    if not signed_heads.follows(last, records.heads.hash_at):
        return f"{_first_wrong(records, last)}: the chain was rewritten"
    if newest is None or (newest.seq, newest.hash) != (seq, hash) or not seal.is_ours(newest):
        return f"the events behind number {last.seq} were not written with the key of this installation"
    return ""


def _never_signed(seal: FileSeal) -> str:
    before = max(seal.others(), key=lambda head: head.seq, default=None)
    if before is None:
        return "it was never signed"
    return (
        f"it was never signed, and another chain lay in this place, of which event {before.seq} was signed "
        f"at {format_utc(before.at)}"
    )


def _first_wrong(records: Records, last: Head) -> str:
    """The oldest signed event that is another one now."""
    known = [head for head in records.heads.list() if head.seq < last.seq]
    wrong = next((one for one in known if records.heads.hash_at(one.seq) != one.hash), last)
    return f"event {wrong.seq} is not the one that was signed at {format_utc(wrong.at)}"


def _sign(records: Records, seal: FileSeal, why: str) -> None:
    head = records.heads.sign(seal)
    seal.put(head)
    subject = f"event {head.seq}" if head else "no event"
    records.audit.add(seal.clock(), ACTOR, SIGNED, subject, why)


def _read(file: Path) -> Head | None:
    try:
        return signed_heads.read(json.loads(file.read_bytes()))
    except FileNotFoundError:
        return None
    except OSError as error:
        raise BadSetting(f"the signed head {file} can't be read: {error.strerror}") from None
    except (ValueError, AttributeError, RecursionError):
        return SPOILT


def _path_of(file: Path) -> str:
    try:
        return str(json.loads(file.read_bytes()).get("path"))
    except (OSError, ValueError, AttributeError):
        return ""
