"""Stores the newest signed head of the audit chain beside the key, outside the data folder. Somebody who can
write to the data folder can then neither rewrite the chain nor cut off its end unnoticed."""

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
from leftopen.errors import BadSetting, LeftopenError, NotAllowed
from leftopen.present.timestamps import format_utc
from leftopen.service.workspace import keys
from leftopen.store.records import Records
from leftopen.store.records.changes import Changes
from leftopen.store.records.entities.cases.signed_heads import Heads, HeadWriter
from leftopen.store.records.entities.identity.audit import AuditWriter

MEND = "find the cause first; then accept the chain with leftopen doctor --sign-chain"
ACTOR, SIGNED = "leftopen", "chain signed"
PUBLISHED_S = 1.0
SPOILT = Head(seq=-1, hash="spoilt", at=datetime.min.replace(tzinfo=UTC))


@dataclass(kw_only=True)
class FileSeal:
    """A `cases.signed_heads.Seal` that uses the key for proofs. It creates key and file at the first event.
    Thread-safe."""

    config: Path
    data: Path
    clock: Callable[[], datetime]
    monotonic: Callable[[], float] = time.monotonic
    _read: tuple[tuple[int, int], Private] | None = None
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

    @property
    def _key(self) -> Private:
        """The key may be replaced while this process runs."""
        if self._read is None or self._read[0] != self._key_file():
            key = keys.signing_key(self.config)
            self._signed = ""
            self._read = self._key_file(), key
        return self._read[1]

    def _key_file(self) -> tuple[int, int]:
        try:
            found = (self.file.parent / "proof.pem").stat()
        except OSError:
            return 0, 0
        return found.st_ino, found.st_mtime_ns

    def sign(self, seq: int, hash: str) -> Head:
        head = signed_heads.sign_head(self._key, self.folder, seq, hash, self.clock())
        self._signed = head.signature
        return head

    def is_ours(self, head: Head) -> bool:
        # A head that this process signed a moment ago needs no verification.
        key = self._key
        if self._signed and head.signature == self._signed:
            return True
        if signed_heads.is_signed(key.public_key(), self.folder, head):
            return True
        return any(
            head.seq <= old.last.get(self.folder, 0) and signed_heads.is_signed(old.public, self.folder, head)
            for old in keys.retired_keys(self.config)
        )

    def last(self) -> Head | None:
        """The stored head. `SPOILT`, which fits no chain, for a file without a valid head. Raises BadSetting
        for an unreadable file."""
        kept, waiting = _read(self.file), self._waiting
        return waiting if waiting and (kept is None or 0 <= kept.seq < waiting.seq) else kept

    def publish(self, head: Head, hash_at: Callable[[int], str]) -> None:
        """Writes the head at most once a second, because a write costs as much as the event itself. Later
        heads wait for the next write: within a second, or at `flush`. Raises BadSetting."""
        with self._guard:
            self._waiting = max(head, self._waiting or head, key=lambda one: one.seq)
            if self.monotonic() - self._published >= PUBLISHED_S:
                self.flush(hash_at)
            elif self._later is None:
                self._later = threading.Timer(PUBLISHED_S, self._flush_later, (hash_at,))
                self._later.daemon = True
                self._later.start()

    def flush(self, hash_at: Callable[[int], str]) -> None:
        """Writes the waiting head, unless the file holds a newer one or one that does not fit. Raises
        BadSetting."""
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
        # If the write fails now, the next event or the next opening of the folder writes it.
        with contextlib.suppress(LeftopenError):
            self.flush(hash_at)

    def put(self, head: Head | None) -> None:
        """Replaces the stored head. Raises BadSetting."""
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
            raise BadSetting(f"cannot write the signed head {self.file}: {error.strerror}") from None

    def others(self) -> list[Head]:
        """Heads of other data folders that lay at the same path, by whatever links it is called."""
        found = (file for file in self.file.parent.glob("head-*.json") if file != self.file)
        here = self.data.resolve()
        return [head for file in found if _path_of(file).resolve() == here and (head := _read(file))]

    @contextmanager
    def _alone(self) -> Iterator[None]:
        try:
            handle = os.open(self.file.with_name("heads.lock"), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError as error:
            raise BadSetting(f"cannot create the lock of {self.file}: {error.strerror}") from None
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield
        finally:
            os.close(handle)


def begin(records: Records, seal: FileSeal) -> None:
    """Signs the chain of a data folder that has no signed head yet, and records it in the audit log. It
    refuses where another folder used the same path, because this folder may have been put in its place, and
    where another key signed the chain: then the configuration folder may be a wrong one. A
    file that a crash damaged or left behind is rewritten if the records end with a signed event."""
    end, newest = Heads(records).newest()
    if not end[0]:
        return
    last = seal.last()
    if last is None and not seal.others() and (newest is None or seal.is_ours(newest)):
        message = "nothing was signed before; the existing events are accepted unchanged"
        _sign(records, seal, f"the first signature: {message}")
    elif last is SPOILT and newest and (newest.seq, newest.hash) == end and seal.is_ours(newest):
        _sign(records, seal, f"{seal.file} was damaged; the records end with the last signed event")
    elif (
        last
        and newest
        and newest.seq > last.seq
        and (newest.seq, newest.hash) == end
        and seal.is_ours(newest)
    ):
        seal.publish(newest, Heads(records).hash_at)


def accept(records: Records, seal: FileSeal, by: str) -> str:
    """Signs the chain as it stands although it may not fit, on the operator's decision, and records it in the
    audit log. Returns what was wrong, or ''."""
    wrong = misfit(records, seal)
    if wrong:
        _sign(records, seal, f"by the word of {by}, although {wrong}"[:500])
    return wrong


def rotate(records: Records, seal: FileSeal, by: str) -> Path:
    """Replaces the signing key; returns the file of the old public key, which stays good for what it signed.
    Raises NotAllowed for a chain that does not fit its signed head, BadSetting."""
    if wrong := misfit(records, seal):
        raise NotAllowed(f"the signing key is not replaced, because {wrong}; {MEND}")
    # Nobody signs an event in between.
    with records.database.write():
        last = {seal.folder: Heads(records).newest()[0][0]}
        for file in seal.file.parent.glob("head-*.json"):
            if head := _read(file):
                last.setdefault(file.stem.removeprefix("head-"), max(0, head.seq))
        old = keys.replace_signing_key(seal.config, last)
    _sign(records, seal, f"with the new signing key, which {by} made")
    AuditWriter(Changes(records)).add(seal.clock(), by, "signing key replaced", str(old), "")
    return old


def misfit(records: Records, seal: FileSeal) -> str:
    """How the chain differs from its signed head; '' when it fits. The chain's own hashes are not checked
    here."""
    # Read the head first: the records that are read afterwards are at least as new.
    last = seal.last()
    (seq, hash), newest = Heads(records).newest()
    if last is None:
        return _never_signed(seal, newest) if seq else ""
    if not seal.is_ours(last):
        return f"the signed head in {seal.file} is damaged, or was signed with another key"
    if seq < last.seq:
        return (
            f"the chain ends after event {seq}, but event {last.seq} was signed at {format_utc(last.at)}: "
            "the end is missing, or this is an older copy"
        )
    if not signed_heads.follows(last, Heads(records).hash_at):
        return f"the chain was rewritten: {_first_wrong(records, last)}"
    if newest is None or (newest.seq, newest.hash) != (seq, hash) or not seal.is_ours(newest):
        return f"the events after event {last.seq} were not signed with the key of this installation"
    return ""


def _never_signed(seal: FileSeal, newest: Head | None) -> str:
    before = max(seal.others(), key=lambda head: head.seq, default=None)
    if before is not None:
        return (
            f"the event chain was never signed, and it replaced another chain whose event {before.seq} was "
            f"signed at {format_utc(before.at)}"
        )
    if newest is not None and not seal.is_ours(newest):
        return (
            f"event {newest.seq} was signed with another key, and the configuration folder {seal.config} "
            "(variable LEFTOPEN_CONFIG) has no signed head of this data folder"
        )
    return "the event chain was never signed"


def _first_wrong(records: Records, last: Head) -> str:
    """The oldest signed event that has changed."""
    known = [head for head in Heads(records).list() if head.seq < last.seq]
    wrong = next((one for one in known if Heads(records).hash_at(one.seq) != one.hash), last)
    return f"event {wrong.seq} differs from the event signed at {format_utc(wrong.at)}"


def _sign(records: Records, seal: FileSeal, why: str) -> None:
    head = HeadWriter(Changes(records)).sign(seal)
    seal.put(head)
    subject = f"event {head.seq}" if head else "no event"
    AuditWriter(Changes(records)).add(seal.clock(), ACTOR, SIGNED, subject, why)


def _read(file: Path) -> Head | None:
    try:
        return signed_heads.read(json.loads(file.read_bytes()))
    except FileNotFoundError:
        return None
    except OSError as error:
        raise BadSetting(f"cannot read the signed head {file}: {error.strerror}") from None
    except (ValueError, AttributeError, RecursionError):
        return SPOILT


def _path_of(file: Path) -> Path:
    """The root, where no data folder lies, for a file that says nothing."""
    try:
        return Path(str(json.loads(file.read_bytes()).get("path")))
    except (OSError, ValueError, AttributeError):
        return Path("/")
