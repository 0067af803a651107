"""The child process that unpacks archives: it reads the one archive that its parent lends it, and writes to
one file without a name, which its parent lends it too.

A mailbox is unpacked whatever it grows to. Anything else stops at a number of bytes, or at so many times what
is packed of it: that is a bomb.
"""

from __future__ import annotations

import mmap
import os
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache

import msgspec

from leftopen import catalogue
from leftopen.contents.cage.child import enter_cage, limit
from leftopen.contents.sandbox import receive, send
from leftopen.formats.charset import scrub
from leftopen.formats.mbox_lines import FIRST_LINE, FROM_LINE, MARK
from leftopen.formats.pst_items import MARK as PST
from leftopen.impact.assess.archives.packed_members import packed_members
from leftopen.impact.assess.archives.packed_streams import DAMAGED, DamagedArchive, PackedMember
from leftopen.impact.assess.read_document import reader_of
from leftopen.impact.assess.source_channel import own_client
from leftopen.model.assessment import Outcome
from leftopen.model.reader import Reader

START = "from leftopen.impact.assess.archives.unpack import serve; serve()"
SCRATCH, ROOM = "LEFTOPEN_SCRATCH", "LEFTOPEN_ROOM"
MEMORY = 1024 * 1024 * 1024
KINDS = frozenset(("zip", "gzip", "bzip2", "xz", "zstd", "seven_zip", "tar"))
MAILLESS = 64 * 1024 * 1024
"""A mailbox in which no mail begins for so long is none any more."""
BATCH, BATCH_BYTES = 500, 1024 * 1024
NAME, NAMES = 200, 64 * 1024 * 1024
"""Bytes of a name that are always kept, and those of all names of an archive."""
HEAD = 4096
FULL = "no room to unpack it: the disk of the scratch folder is full"
LARGE = "larger than {:,} bytes unpacked, and no mailbox: the rest is not read"
LONG = "its name is cut: the names in the archive are too long"
BEHIND = "behind a bomb in an archive that is packed as a whole"
BOMB = "a bomb: more than {} times as large unpacked, and no mailbox: the rest is not read"


class UnpackLimits(msgspec.Struct, frozen=True, kw_only=True):
    """In bytes. What is no mailbox is unpacked to `most`, and to `ratio` times what is packed of it where
    that is more than `free`. `depth`: archives inside each
    other; those deeper are left as they are."""

    most: int = 1024 * 1024 * 1024
    ratio: int = 200
    free: int = 8 * 1024 * 1024
    depth: int = 5


class UnpackRequest(msgspec.Struct, frozen=True):
    """The archive at `path`, whose reader is `kind`. It is written from `at` on and never beyond `end`."""

    path: bytes
    kind: str
    at: int
    end: int
    limits: UnpackLimits


class Member(msgspec.Struct, frozen=True):
    """`size` bytes at `at`. `why` it is not all there, if it is not: cut by a limit or damage, or without
    bytes not there at all. `unpacked`: an archive whose members are listed too, its kind."""

    name: bytes
    at: int = 0
    size: int = 0
    outcome: Outcome = Outcome.READ
    why: str = ""
    unpacked: str = ""


class UnpackResult(msgspec.Struct, frozen=True):
    """`kind` '' for what is no archive, but a document. `end`: where the next may be written."""

    members: list[Member] = []
    done: bool = False
    kind: str = ""
    end: int = 0


def serve() -> None:
    """Runs until the parent closes the pipe, or is gone."""
    limit(MEMORY, written=int(os.environ[ROOM]))
    _readers()
    enter_cage()
    answers = sys.stdout.buffer
    sys.stdout = sys.stderr

    def put(one: UnpackResult) -> None:
        send(answers, msgspec.msgpack.encode(one))

    while packed := receive(sys.stdin.buffer):
        request = msgspec.msgpack.decode(packed, type=UnpackRequest)
        client = own_client()
        if client is None:
            return
        with client.open(request.path) as file:
            unpacker = Unpacker(int(os.environ[SCRATCH]), request, put)
            put(unpacker.unpack(file.fileno(), os.fstat(file.fileno()).st_size))


@dataclass(slots=True)
class Unpacker:
    """One archive of the store, with those inside it."""

    scratch: int
    request: UnpackRequest
    put: Callable[[UnpackResult], None]
    _end: int = 0
    _full: bool = False
    _plain: int = 0
    """Bytes written that are no mailbox's."""
    _room: int = 0
    _batch: list[Member] = field(default_factory=list)
    _batched: int = 0
    _named_bytes: int = 0
    _names: Counter[bytes] = field(default_factory=Counter)

    def unpack(self, handle: int, size: int) -> UnpackResult:
        limits = self.request.limits
        self._end, self._room = self.request.at, max(limits.free, limits.ratio * size)
        name = os.fsdecode(self.request.path)
        with mmap.mmap(handle, size, access=mmap.ACCESS_READ) as data:
            members = packed_members(self.request.kind, data, name)
            if members is not None:
                self._all(members, data, "", 1)
        kind = self.request.kind if members is not None else ""
        return UnpackResult(members=self._batch, done=True, kind=kind, end=self._end)

    def _all(self, members: Iterator[PackedMember], data: mmap.mmap, prefix: str, depth: int) -> None:
        for one in members:
            name, cut = self._told(prefix, scrub(one.name))
            if one.pieces is None:
                self._add(Member(name=name, outcome=one.outcome, why=one.why or cut))
                continue
            at = self._end
            size, why = self._written(one, one.pieces)
            why = why or cut
            # What was read of the archive is not needed again; the memory that it takes would grow with it.
            data.madvise(mmap.MADV_DONTNEED)
            if why or not self._inside(name, at, size, depth):
                outcome = Outcome.FAILED if why else Outcome.READ
                self._add(Member(name=name, at=at, size=size, outcome=outcome, why=why))
            if one.solid and why == BOMB.format(self.request.limits.ratio):
                # To come to the next member, all of the bomb would be unpacked.
                self._add(Member(name=self._named(f"{prefix}?"), outcome=Outcome.FAILED, why=BEHIND))
                return

    def _inside(self, name: bytes, at: int, size: int, depth: int) -> bool:
        """Was it an archive, and unpacked?"""
        limits = self.request.limits
        head = os.pread(self.scratch, HEAD, at)
        shown = os.fsdecode(name)
        # A deeper one is read in memory, like those in mails.
        if depth >= limits.depth or not (kind := archive_kind(shown, head)):
            return False
        with mmap.mmap(self.scratch, size, access=mmap.ACCESS_READ, offset=at) as data:
            members = packed_members(kind, data, shown)
            if members is None:
                return False
            self._add(Member(name=name, at=at, size=size, unpacked=kind))
            self._all(members, data, f"{shown}!", depth + 1)
        return True

    def _written(self, one: PackedMember, pieces: Callable[[], Iterator[bytes]]) -> tuple[int, str]:
        """Its size, and why that is not all."""
        start, size, kind = self._end, 0, _Kind()
        why = FULL if self._full else ""
        try:
            for piece in pieces() if not why else ():
                kind.see(piece, one.name)
                room, why = self._allowed(one, size, kind)
                self._put(start + size, piece[:room])
                size += min(len(piece), room)
                if room < len(piece):
                    break
                why = ""
        except DamagedArchive as error:
            why = str(error) or DAMAGED
        except OSError:
            self._full, why = True, FULL
        self._plain += 0 if kind.mailbox else size
        self._end = -(-(start + size) // mmap.ALLOCATIONGRANULARITY) * mmap.ALLOCATIONGRANULARITY
        return size, why

    def _allowed(self, one: PackedMember, size: int, kind: _Kind) -> tuple[int, str]:
        """How many bytes more, and why no more. What is only stored is as large as it is in the archive."""
        if kind.mailbox or one.packed < 0:
            return sys.maxsize, ""
        limits = self.request.limits
        ratio = max(limits.free, limits.ratio * one.packed)
        room = min(ratio - size, self._room - self._plain - size)
        left = [(max(0, room), BOMB.format(limits.ratio))]
        if not kind.holder:
            left.append((max(0, limits.most - size), LARGE.format(limits.most)))
        return min(left)

    def _put(self, at: int, piece: bytes) -> None:
        """Raises OSError where there is no room."""
        if at + len(piece) > self.request.end:
            raise OSError(FULL)
        view = memoryview(piece)
        while view:
            written = os.pwrite(self.scratch, view, at)
            at, view = at + written, view[written:]

    def _told(self, prefix: str, name: str) -> tuple[bytes, str]:
        """Its name, and why that is not all of it."""
        self._named_bytes += len(prefix) + len(name) if len(name) > NAME else 0
        cut = LONG if len(name) > NAME and self._named_bytes > NAMES else ""
        return self._named(prefix + (name[:NAME] if cut else name)), cut

    def _named(self, name: str) -> bytes:
        """No two alike."""
        raw = os.fsencode(name)
        self._names[raw] += 1
        return raw if self._names[raw] == 1 else b"%b#%d" % (raw, self._names[raw])

    def _add(self, member: Member) -> None:
        self._batch.append(member)
        self._batched += len(member.name)
        if len(self._batch) >= BATCH or self._batched >= BATCH_BYTES:
            self.put(UnpackResult(members=self._batch))
            self._batch, self._batched = [], 0


def archive_kind(name: str, head: bytes) -> str:
    """The reader of the archive that begins so, if it is one that is unpacked here; else ''."""
    kind = reader_of(name, "", head, _readers())
    return kind if kind in KINDS else ""


@cache
def _readers() -> dict[str, Reader]:
    """Without the one of text, which looks at every character and is asked last."""
    return {name: one for name, one in catalogue.readers().items() if name != "text"}


class _Kind:
    """What is being unpacked, by what was seen of it: a mailbox; or a holder, whose contents have limits of
    their own. Not a record."""

    def __init__(self) -> None:
        self.mailbox = self.holder = False
        self._head = b""
        self._size = self._last = 0

    def see(self, piece: bytes, name: str) -> None:
        if self._size < HEAD:
            self._head = (self._head + piece)[:HEAD]
            self.mailbox = FIRST_LINE.match(self._head) is not None
            kind = "" if self.mailbox else archive_kind(name, self._head)
            self.holder = bool(kind) or self._head.startswith(PST)
        elif self.mailbox and MARK in piece and FROM_LINE.search(piece):
            self._last = self._size
        self._size += len(piece)
        self.mailbox = self.mailbox and self._size - self._last < MAILLESS
