"""The contract of a file in `documents/`: bytes of one container to text and parts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A document inside a document, such as an attachment. `media` is a media type or ''. `at`: where in the
    other it begins, if it was found by its looks; else -1. `damaged`: not all of it is there, or it is not
    what its checksum says; `cut`: a limit of the reader kept its end out. It is a `page`: one of a PDF, which
    is to be read as a picture."""

    name: str
    media: str
    data: bytes
    at: int = -1
    damaged: bool = False
    page: bool = False
    cut: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """`text` holds the readable text, form fields as `name = value` lines; `parts` the documents inside;
    `failed` how many parts could not be read, those that are `damaged` included, and `cut` how many of these
    a limit of the reader kept out, or the end of its own text; `sealed` how many are encrypted, and `unread`
    how many no reader here can read; `origins` the mail domains of its senders and
    recipients (domains only, lower case); `message_id` of a mail that is not in the form of RFC 5322;
    `pictures`: numbers, from 0, of its pages that show a picture where other pages have text, such as a scan:
    nothing of it is in `text`.

    `locked` says how the document itself is encrypted, '' if it is not. It is `carved` when its text is no
    more than the runs of text in its bytes."""

    text: str
    parts: tuple[Part, ...] = ()
    failed: int = 0
    origins: tuple[str, ...] = ()
    sealed: int = 0
    unread: int = 0
    locked: str = ""
    carved: bool = False
    pictures: tuple[int, ...] = ()
    message_id: str = ""
    cut: int = 0

    @property
    def not_read(self) -> int:
        """Everything in it that was not read as its kind demands."""
        return self.failed + self.sealed + self.unread + len(self.pictures) + bool(self.locked) + self.carved


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """`recognises` reads name, media type and first bytes; `read` never raises on any bytes: what it can't
    read is counted in `failed`."""

    recognises: Callable[[str, str, bytes], bool]
    read: Callable[[bytes], Document]
