"""The files that were given: their compression, their format, and which of them are parts of one log."""

from __future__ import annotations

import bz2
import codecs
import gzip
import io
import lzma
import os
import re
import stat
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import zstandard

from leftopen.errors import LeftopenError
from leftopen.impact.logs.limit_sentences import (
    CLOSED_FOLDER,
    DEAD_LINK,
    DEVICE,
    LINK,
    LISTED,
    NO_FILE,
    PIPE,
    SOCKET,
)
from leftopen.impact.logs.log_format import LogFormat
from leftopen.model.access_logs import LogFile
from leftopen.translate import N_, Message

HEAD = 256 * 1024
LINES = 200
MAGIC = {b"\x1f\x8b": "gzip", b"\x28\xb5\x2f\xfd": "zstd", b"BZh": "bz2", b"\xfd7zXZ": "xz"}
BROKEN = (EOFError, OSError, zlib.error, lzma.LZMAError, zstandard.ZstdError)
ENCODINGS = {codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
ROTATION = re.compile(
    r"(?:\.(?:gz|zst|zstd|bz2|xz|log|txt|json|jsonl|csv|old)|[._-]?\d{4}-?\d\d-?\d\d(?:[T_.-]?\d{1,6})*|[._-]\d{1,6})+$",
    re.IGNORECASE,
)
FOLDER = N_("it is a folder")
KINDS = {
    stat.S_IFDIR: FOLDER, stat.S_IFIFO: PIPE, stat.S_IFSOCK: SOCKET, stat.S_IFBLK: DEVICE,
    stat.S_IFCHR: DEVICE,
}  # fmt: skip
IIS = re.compile(r"(u_ex|u_extend|ex|httpproxy_?)\d+(_x)?$", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """`compression` as the engine names it, `none` for none. `lines`: its first ones. `encoding`: '' for what
    needs no conversion. `log`: what it is a part of. `broken`: not even its first lines could be read."""

    path: Path
    compression: str
    lines: tuple[str, ...]
    log: str
    format: str
    encoding: str = ""
    broken: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class LogFiles:
    """The regular files below the paths that were given, sorted, and what lies beside them and is none."""

    files: tuple[Path, ...]
    left_out: tuple[LogFile, ...]


def list_files(paths: Sequence[Path]) -> LogFiles:
    """Opens nothing: a pipe that nobody writes to would never end. Raises LeftopenError for a path that does
    not exist, or where there is no file to read."""
    found, others = list[Path](), dict[Path, Message]()
    for path in paths:
        if not path.exists():
            raise LeftopenError(f"{path} does not exist")
        if path.is_dir():
            found += _below(path, others)
        elif path.is_file():
            found.append(path)
        else:
            raise LeftopenError(f"{path} is not a regular file")
    unique = {os.path.realpath(one): one.absolute() for one in reversed(found)}
    left_out = tuple(_left_out(path, why) for path, why in sorted(others.items()) if not _read(path, unique))
    if not unique:
        also = "".join(f"; {one.path} was not read: {one.why}" for one in left_out[:LISTED])
        raise LeftopenError(f"there are no log files to read{also}")
    return LogFiles(files=tuple(sorted(unique.values())), left_out=left_out)


def _below(path: Path, others: dict[Path, Message]) -> Iterator[Path]:
    """The regular files; what is none is put into `others`."""

    def unlisted(error: OSError) -> None:
        others[Path(str(error.filename))] = CLOSED_FOLDER

    for folder, folders, names in os.walk(path, onerror=unlisted):
        for one in (Path(folder) / name for name in (*names, *folders)):
            why = not_regular(one)
            if why is None:
                yield one
            elif why is not FOLDER:
                others[one] = why


def not_regular(path: Path) -> Message | None:
    """Why it is not read; None for a regular file."""
    try:
        mode = path.lstat().st_mode
    except OSError:
        return NO_FILE
    if stat.S_ISLNK(mode):
        return LINK if path.exists() else DEAD_LINK
    return None if stat.S_ISREG(mode) else KINDS.get(stat.S_IFMT(mode), NO_FILE)


def _read(path: Path, files: Mapping[str, Path]) -> bool:
    """Is it a link to a file that is read anyway?"""
    return os.path.realpath(path) in files


def _left_out(path: Path, why: Message) -> LogFile:
    return LogFile(path=str(path.absolute()), log=log_name(path), format="", state="unread", why=str(why))


def identify_source(path: Path, formats: Mapping[str, LogFormat], named: str = "") -> Source:
    """What a file is, by its content. `named`: the format that somebody named. Raises LeftopenError when it
    can't be opened."""
    try:
        with path.open("rb") as opened:
            compression = kind(opened.read(8))
        with opened_plain(path, compression) as plain:
            head, broken = _head(plain)
    except OSError as error:
        raise LeftopenError(f"cannot read {path}: {error.strerror or error}") from None
    encoding = next((name for mark, name in ENCODINGS.items() if head.startswith(mark) and _wide(head)), "")
    text = head.decode(encoding or "utf-8-sig", "replace")
    lines = tuple(line.rstrip("\r") for line in text.split("\n") if line.strip())
    lines = (lines[:-1] if len(head) >= HEAD and len(lines) > 1 else lines)[:LINES]
    format_ = named or next((name for name, one in formats.items() if one.recognises(lines)), "")
    merged = bool(format_) and formats[format_].merges
    log = format_ if merged else log_name(path)
    return Source(
        path=path, compression=compression, lines=lines, log=log, format=format_, encoding=encoding,
        broken=broken and not lines,
    )  # fmt: skip


def _wide(head: bytes) -> bool:
    """Every second byte of words of a log in UTF-16 is zero, or at least of its heading; two odd bytes alone
    are no mark."""
    return any(part.count(0) * 4 > len(part) for part in (head, head.partition(b"\n")[0]))


def kind(start: bytes) -> str:
    return next((name for mark, name in MAGIC.items() if start.startswith(mark)), "none")


def log_name(path: Path) -> str:
    """The same for all rotations of one log: `web1/access.log.3.gz` is of `web1/access`."""
    name = ROTATION.sub("", path.name) or "log"
    return str(path.parent / IIS.sub(r"\1", name))


def opened_plain(path: Path, compression: str) -> IO[bytes]:
    """Raises OSError."""
    match compression:
        case "gzip":
            return gzip.open(path, "rb")  # type: ignore[return-value]
        case "bz2":
            return bz2.open(path, "rb")
        case "xz":
            return lzma.open(path, "rb")
        case "zstd":
            reader = zstandard.ZstdDecompressor(max_window_size=2**27)
            return io.BufferedReader(reader.stream_reader(path.open("rb"), read_across_frames=True))
    return path.open("rb")


def _head(plain: IO[bytes]) -> tuple[bytes, bool]:
    """And whether the file is broken there."""
    found = b""
    while len(found) < HEAD:
        try:
            block = plain.read1(65536) if hasattr(plain, "read1") else plain.read(65536)
        except BROKEN:
            return found[:HEAD], True
        if not block:
            break
        found += block
    return found[:HEAD], False
