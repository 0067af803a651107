"""A folder of an SMB2 share, opened only to be listed; and a named pipe.

Source: MS-SMB2, sections 2.2.13 to 2.2.33, and MS-FSCC, section 2.4.10 (FileDirectoryInformation).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from leftopen.wire import smb2
from leftopen.wire.smb2 import HEADER, little, number

LIST_AND_ATTRIBUTES = 0x81
"""Of the rights to a folder only FILE_LIST_DIRECTORY and FILE_READ_ATTRIBUTES."""
_TALK = 0x03
"""A request is written to a pipe and its response read."""
_SHARED, _EXISTING, _FOLDER = 7, 1, 1
_PIPE_TRANSCEIVE = 0x0011C017
_DIRECTORY_INFORMATION = 1
_LAST = b"\xff" * 16
"""The file that the request before in the same chain opened."""
_IS_FOLDER = 0x10
MOST = 2000
_EPOCH = datetime(1601, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class SmbEntry:
    """One name in a folder. `size` in bytes; `modified` UTC."""

    name: str
    folder: bool
    size: int
    modified: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SmbFolder:
    """`entries` without the folder itself and its parent; `whole`: there are no more."""

    entries: tuple[SmbEntry, ...]
    whole: bool


def _create(name: str, access: int, options: int) -> bytes:
    encoded = name.encode("utf-16-le")
    body = little(57, 2) + bytes(2) + little(2, 4) + bytes(16) + little(access, 4) + bytes(4)
    body += little(_SHARED, 4) + little(_EXISTING, 4) + little(options, 4)
    # An empty name still needs an offset, and the body its one byte.
    return body + little(HEADER + 56, 2) + little(len(encoded), 2) + bytes(8) + (encoded or b"\0")


def open_pipe(name: str, *, message: int, session: int, tree: int) -> bytes:
    """A named pipe of IPC$."""
    return smb2.chain(((smb2.CREATE, _create(name, _TALK, 0)),), message=message, session=session, tree=tree)


def talk(file: bytes, token: bytes, most: int, *, message: int, session: int, tree: int) -> bytes:
    """Writes to a pipe and reads the response, in one step."""
    body = little(57, 2) + bytes(2) + little(_PIPE_TRANSCEIVE, 4) + file
    body += little(HEADER + 56, 4) + little(len(token), 4) + bytes(4) + bytes(8) + little(most, 4)
    body += little(1, 4) + bytes(4) + token
    return smb2.chain(((smb2.IOCTL, body),), message=message, session=session, tree=tree)


def list_root(most: int, *, message: int, session: int, tree: int) -> bytes:
    """Opens the root of the share, lists it up to `most` bytes, requests the rest of the list, closes it:
    four requests in one frame."""
    parts = (
        (smb2.CREATE, _create("", LIST_AND_ATTRIBUTES, _FOLDER)),
        (smb2.QUERY_DIRECTORY, _query(most)),
        (smb2.QUERY_DIRECTORY, _query(1024)),
        (smb2.CLOSE, little(24, 2) + bytes(6) + _LAST),
    )
    return smb2.chain(parts, message=message, session=session, tree=tree)


STEPS = 4
"""Message numbers that `list_root` takes."""


def _query(most: int) -> bytes:
    pattern = "*".encode("utf-16-le")
    body = little(33, 2) + bytes((_DIRECTORY_INFORMATION, 0)) + bytes(4) + _LAST
    return body + little(HEADER + 32, 2) + little(len(pattern), 2) + little(most, 4) + pattern


def opened(raw: bytes) -> bytes:
    """The file that a CREATE opened, b'' when it did not."""
    answer = smb2.answer(raw, smb2.CREATE)
    whole = answer.whole if answer is not None and answer.status == smb2.SUCCESS else b""
    return whole[HEADER + 64 : HEADER + 80] if len(whole) >= HEADER + 88 else b""


def pipe_output(raw: bytes) -> bytes:
    """The pipe's response, also where it is incomplete; b'' when there is none."""
    answer = smb2.answer(raw, smb2.IOCTL)
    if answer is None or answer.status not in (smb2.SUCCESS, smb2.BUFFER_OVERFLOW):
        return b""
    begin, size = number(answer.whole, HEADER + 32, 4), number(answer.whole, HEADER + 36, 4)
    inside = begin >= HEADER + 48 and begin + size <= len(answer.whole)
    return answer.whole[begin : begin + size] if inside else b""


def folder(raw: bytes) -> SmbFolder | None:
    """The response to `list_root`; None when the folder was not listed."""
    answer = smb2.responses(raw)
    if len(answer) < 2 or answer[0].command != smb2.CREATE or answer[0].status != smb2.SUCCESS:
        return None
    first = answer[1]
    if first.command != smb2.QUERY_DIRECTORY or first.status not in (smb2.SUCCESS, smb2.NO_MORE_FILES):
        return None
    none_left = first.status == smb2.NO_MORE_FILES or (
        len(answer) > 2
        and answer[2].command == smb2.QUERY_DIRECTORY
        and answer[2].status == smb2.NO_MORE_FILES
    )
    entries = () if first.status == smb2.NO_MORE_FILES else _listed(first)
    return None if entries is None else SmbFolder(entries=entries, whole=none_left)


def _listed(response: smb2.Response) -> tuple[SmbEntry, ...] | None:
    begin, size = number(response.whole, HEADER + 2, 2), number(response.whole, HEADER + 4, 4)
    if begin < HEADER + 8 or size < HEADER or begin + size > len(response.whole):
        return None
    raw, at = response.whole[begin : begin + size], 0
    found: list[SmbEntry] = []
    while len(found) < MOST:
        length, following = number(raw, at + 60, 4), number(raw, at, 4)
        if at + HEADER + length > len(raw) or (following and following < HEADER):
            return None
        name = raw[at + 64 : at + 64 + length].decode("utf-16-le", "replace")
        if name not in (".", ".."):
            found.append(_entry(raw[at : at + 64], name))
        if not following:
            break
        at += following
    return tuple(found)


def _entry(raw: bytes, name: str) -> SmbEntry:
    is_folder = bool(number(raw, 56, 4) & _IS_FOLDER)
    return SmbEntry(
        name=name, folder=is_folder, size=number(raw, 40, 8), modified=_moment(number(raw, 24, 8))
    )


def _moment(ticks: int) -> datetime | None:
    """Tenths of microseconds since 1601, as a time between 1980 and 2200."""
    try:
        at = _EPOCH + timedelta(microseconds=ticks // 10)
    except OverflowError:
        return None
    return at if 1980 <= at.year < 2200 else None
