"""The form of a backup file: a tar file inside zstd, and at its end a manifest with the SHA-256 of each
member. `tar --zstd -tf FILE` lists it."""

from __future__ import annotations

import hashlib
import io
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import IO, Protocol

import msgspec
import zstandard

from leftopen.errors import LeftopenError

FORMAT = 1
MANIFEST = "manifest.json"
BLOCK = 1024 * 1024
LARGEST_MANIFEST = 256_000_000
LEVEL = 3


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


@dataclass(slots=True, kw_only=True)
class ArchiveWriter:
    """Every method raises OSError, a full disk included."""

    tar: tarfile.TarFile
    at: float
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
        self.tar.addfile(_info(MANIFEST, len(content), self.at), io.BytesIO(content))


@contextmanager
def writing(out: IO[bytes], at: float) -> Iterator[ArchiveWriter]:
    """The archive is whole only when the `with` ends well. Raises OSError."""
    with (
        zstandard.ZstdCompressor(level=LEVEL).stream_writer(out, closefd=False) as packed,
        tarfile.open(fileobj=packed, mode="w|", format=tarfile.PAX_FORMAT, bufsize=BLOCK) as tar,
    ):
        yield ArchiveWriter(tar=tar, at=at)


@contextmanager
def readable(file: Path) -> Iterator[None]:
    """Around everything that reads members: raises LeftopenError where the archive is damaged."""
    try:
        yield
    except (tarfile.TarError, zstandard.ZstdError, EOFError) as error:
        raise LeftopenError(f"{file} is no backup, or is incomplete: {error}") from None


def members(file: Path) -> Iterator[tuple[str, IO[bytes]]]:
    """Every member with its content, in order; inside `readable`. Raises LeftopenError."""
    try:
        packed = file.open("rb")
    except OSError as error:
        raise LeftopenError(f"cannot read {file}: {error.strerror}") from None
    with (
        packed,
        zstandard.ZstdDecompressor().stream_reader(packed) as plain,
        tarfile.open(fileobj=plain, mode="r|", bufsize=BLOCK) as tar,
    ):
        for info in tar:
            content = tar.extractfile(info) if info.isreg() else None
            if content is None:
                raise LeftopenError(f"{file} has a member that is not a file: {info.name!r}")
            yield info.name, content


def checked(file: Path) -> Manifest:
    """Reads the whole file, and gives its manifest. Raises LeftopenError where a member is missing, added or
    changed."""
    found, text = _digests(file)
    if not text:
        raise LeftopenError(f"{file} is no backup, or is incomplete: it has no manifest")
    try:
        manifest = msgspec.json.decode(text, type=Manifest)
    except (msgspec.DecodeError, ValueError) as error:
        raise LeftopenError(f"{file} has an unreadable manifest: {error}") from None
    for name in sorted(found.keys() | manifest.members.keys()):
        if found.get(name) != manifest.members.get(name):
            raise LeftopenError(f"{file} is damaged: {name} differs from its manifest")
        if not is_safe(name):
            raise LeftopenError(f"{file} has a member with an unsafe name: {name!r}")
    return manifest


def _digests(file: Path) -> tuple[dict[str, Member], bytes]:
    """Every member as it is, and the text of the manifest."""
    found: dict[str, Member] = {}
    text = b""
    with readable(file):
        for name, content in members(file):
            if name == MANIFEST:
                text = content.read(LARGEST_MANIFEST)
                continue
            if name in found:
                # Only the digest of the last would be compared.
                raise LeftopenError(f"{file} is damaged: it has {name!r} twice")
            counted = _Counted(content, -1)
            while counted.read(BLOCK):
                pass
            found[name] = Member(bytes=counted.count, sha256=counted.digest.hexdigest())
    return found, text


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
