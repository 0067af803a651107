"""The form of a backup file: a tar file inside zstd, and at its end a manifest with the SHA-256 of each
member; its header has the manifest's signature. `tar --zstd -tf FILE` lists it."""

from __future__ import annotations

import hashlib
import io
import tarfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import IO, Protocol

import msgspec
import zstandard

from leftopen.cases.proof_keys import Public, signed_by
from leftopen.errors import LeftopenError
from leftopen.present.printable import printable

FORMAT = 1
MANIFEST = "manifest.json"
BLOCK = 1024 * 1024
LARGEST_MANIFEST = 256_000_000
LEVEL = 3
STANDARD = Path("-")
"""Standard input, and for the one who writes standard output."""
SIGNATURE, SIGNED = "LEFTOPEN.signature", b"leftopen backup\n"
"""The tar header's name of the signature, and what is signed before the manifest's text."""


DAMAGED = (tarfile.TarError, zstandard.ZstdError, EOFError)


class Readable(Protocol):
    def read(self, size: int = -1, /) -> bytes: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    bytes: int
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What wrote the backup and when, the versions of the data folder, of its records and of its tables, the
    rows of each table, and every member in order."""

    format: int
    leftopen: str
    made: str
    data_folder: int
    records: str
    engine: int
    keys: bool
    tables: dict[str, int]
    members: dict[str, Member]


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """A backup that was read whole. `text`: its manifest as it was signed; `signature`: b"" where there is
    none."""

    manifest: Manifest
    text: bytes
    signature: bytes

    def is_signed_by(self, public: Public) -> bool:
        return signed_by(public, self.signature, SIGNED + self.text)


@dataclass(slots=True, kw_only=True)
class ArchiveWriter:
    """`sign` signs the manifest; without it the archive is not signed. Every method raises OSError, a full
    disk included."""

    tar: tarfile.TarFile
    at: float
    sign: Callable[[bytes], bytes] | None = None
    members: dict[str, Member] = field(default_factory=dict)

    def add(self, name: str, content: bytes) -> None:
        self.add_from(name, io.BytesIO(content), len(content))

    def add_from(self, name: str, source: Readable, size: int) -> None:
        """Exactly so many bytes of it; a file that shrinks meanwhile ends the backup."""
        counted = _Counted(source, size)
        self.tar.addfile(_info(name, size, self.at), counted)
        self.members[name] = Member(bytes=size, sha256=counted.digest.hexdigest())

    def end(self, manifest: Manifest) -> None:
        content = msgspec.json.format(msgspec.json.encode(manifest), indent=1)
        info = _info(MANIFEST, len(content), self.at)
        if self.sign:
            info.pax_headers = {SIGNATURE: self.sign(SIGNED + content).hex()}
        self.tar.addfile(info, io.BytesIO(content))


@contextmanager
def writing(
    out: IO[bytes], at: float, sign: Callable[[bytes], bytes] | None = None
) -> Iterator[ArchiveWriter]:
    """The archive is whole only when the `with` ends well. Raises OSError."""
    with (
        zstandard.ZstdCompressor(level=LEVEL).stream_writer(out, closefd=False) as packed,
        tarfile.open(fileobj=packed, mode="w|", format=tarfile.PAX_FORMAT, bufsize=BLOCK) as tar,
    ):
        yield ArchiveWriter(tar=tar, at=at, sign=sign)


def named(file: Path) -> str:
    """What messages call the file that is read."""
    return "standard input" if file == STANDARD else str(file)


@contextmanager
def readable(file: Path) -> Iterator[None]:
    """Around everything that reads members: raises LeftopenError where the archive is damaged."""
    try:
        yield
    except DAMAGED as error:
        raise LeftopenError(f"{named(file)} is not a complete backup: {error}") from None


def members(file: Path) -> Iterator[tuple[str, IO[bytes]]]:
    """Every member with its content, in order; inside `readable`. Raises LeftopenError."""
    return ((info.name, content) for info, content in _members(file))


def _members(file: Path) -> Iterator[tuple[tarfile.TarInfo, IO[bytes]]]:
    try:
        # Not /dev/stdin, which a pipe's reader may not open when another user made the pipe.
        packed = open(0, "rb", closefd=False) if file == STANDARD else file.open("rb")  # noqa: SIM115
    except OSError as error:
        raise LeftopenError(f"cannot read {named(file)}: {error.strerror}") from None
    with (
        packed,
        zstandard.ZstdDecompressor().stream_reader(packed) as plain,
        tarfile.open(fileobj=plain, mode="r|", bufsize=BLOCK) as tar,
    ):
        for info in tar:
            content = tar.extractfile(info) if info.isreg() else None
            if content is None:
                raise LeftopenError(f"{named(file)} has a member that is not a file: {info.name!r}")
            yield info, content


def checked(file: Path) -> Checked:
    """Reads the whole file. Raises LeftopenError where a member is missing, added or changed, with its
    name."""
    found, text, signature = _digests(file)
    name_of = named(file)
    if not text:
        raise LeftopenError(f"{name_of} is not a complete backup: it has no manifest")
    try:
        manifest = msgspec.json.decode(text, type=Manifest)
    except (msgspec.DecodeError, ValueError) as error:
        raise LeftopenError(f"{name_of} has an unreadable manifest: {error}") from None
    for name in sorted(found.keys() | manifest.members.keys()):
        if found.get(name) != manifest.members.get(name):
            raise LeftopenError(f"{name_of} is damaged: {name} differs from its manifest")
        if not is_safe(name):
            raise LeftopenError(f"{name_of} has a member with an unsafe name: {name!r}")
    return Checked(manifest=manifest, text=text, signature=signature)


def _digests(file: Path) -> tuple[dict[str, Member], bytes, bytes]:
    """Every member as it is, the text of the manifest, and its signature."""
    found: dict[str, Member] = {}
    text = signature = b""
    at = "its beginning"
    try:
        for info, content in _members(file):
            at = info.name
            if at == MANIFEST:
                text, signature = content.read(LARGEST_MANIFEST), _signature(info)
                continue
            if at in found:
                # Only the digest of the last would be compared.
                raise LeftopenError(f"{named(file)} is damaged: it has {at!r} twice")
            counted = _Counted(content, -1)
            while counted.read(BLOCK):
                pass
            found[at] = Member(bytes=counted.count, sha256=counted.digest.hexdigest())
    except (*DAMAGED, OSError) as error:
        where = printable(at, 200)
        raise LeftopenError(
            f"{named(file)} is not a backup, or it is damaged or incomplete from {where} on: {error}"
        ) from None
    return found, text, signature


def _signature(info: tarfile.TarInfo) -> bytes:
    try:
        return bytes.fromhex(info.pax_headers.get(SIGNATURE, ""))
    except ValueError:
        # It is nobody's signature.
        return b"\0"


def is_safe(name: str) -> bool:
    """A relative path that leads nowhere else, written in the one way: what follows a folder's name and two
    slashes would be an absolute path."""
    path = PurePosixPath(name)
    plain = bool(name) and path.as_posix() == name and not path.is_absolute()
    return plain and ".." not in path.parts and "\0" not in name


def _info(name: str, size: int, at: float) -> tarfile.TarInfo:
    info = tarfile.TarInfo(name)
    info.size, info.mode, info.mtime = size, 0o600, int(at)
    return info


class _Counted(io.RawIOBase):
    """Hashes what passes. With a `size`, no more than that is read."""

    def __init__(self, source: Readable, size: int) -> None:
        super().__init__()
        self._source, self._left = source, size
        self.count, self.digest = 0, hashlib.sha256()

    def read(self, size: int = -1, /) -> bytes:
        wanted = size if self._left < 0 or 0 <= size <= self._left else self._left
        got = self._source.read(wanted)
        self._left -= len(got) if self._left > 0 else 0
        self.count += len(got)
        self.digest.update(got)
        return got
