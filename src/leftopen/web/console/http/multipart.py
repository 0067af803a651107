"""A form with an upload: the fields first, then the file in chunks, as they arrive (RFC 7578)."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

from python_multipart.exceptions import MultipartParseError
from python_multipart.multipart import MultipartParser, parse_options_header

from leftopen.errors import BadRequest

MEDIA = b"multipart/form-data"
MOST_FIELDS = 20
# The fields and the headers of the file.
LARGEST_HEAD = 64_000
BROKEN = "the form data is not valid"
# Its warnings are about client errors, which get a response, not about errors here.
logging.getLogger("python_multipart").setLevel(logging.CRITICAL)


def boundary(content_type: str) -> bytes | None:
    """None for any other kind of body."""
    kind, options = parse_options_header(content_type[:1000])
    return options.get(b"boundary", b"")[:200] if kind == MEDIA else None


@dataclass(slots=True, kw_only=True)
class MultipartUpload:
    """`fields` are the fields before the file; `file` is the file name from the browser, or None. Parts
    after the file are not read."""

    stream: AsyncIterator[bytes]
    boundary: bytes
    fields: list[tuple[str, str]] = field(default_factory=list)
    file: str | None = None
    _parser: MultipartParser | None = None
    _header: bytearray = field(default_factory=bytearray)
    _value: bytearray = field(default_factory=bytearray)
    _name: str = ""
    _text: bytearray = field(default_factory=bytearray)
    _pieces: list[bytes] = field(default_factory=list)
    _within: bool = False
    _ended: bool = False

    async def begin(self) -> None:
        """Reads up to the file. Raises BadRequest."""
        try:
            self._parser = MultipartParser(self.boundary, self._callbacks())  # type: ignore[arg-type]
        except MultipartParseError:
            raise BadRequest(BROKEN) from None
        read = 0
        while self.file is None and not self._ended:
            piece = await self._next()
            read += len(piece)
            if self.file is None and read > LARGEST_HEAD:
                raise BadRequest(BROKEN)

    async def pieces(self) -> AsyncIterator[bytes]:
        """Raises BadRequest when the form ends within the file."""
        while self.file is not None:
            ready, self._pieces = self._pieces, []
            for piece in ready:
                yield piece
            if not self._within:
                return
            await self._next()
            if self._ended and self._within:
                raise BadRequest("the upload is incomplete")

    async def _next(self) -> bytes:
        assert self._parser is not None
        piece = await anext(self.stream, b"")
        self._ended = self._ended or not piece
        try:
            self._parser.write(piece)
        except MultipartParseError:
            raise BadRequest(BROKEN) from None
        return piece

    def _callbacks(self) -> dict[str, object]:
        return {
            "on_part_begin": self._part,
            "on_header_field": lambda data, begin, end: self._header.extend(data[begin:end]),
            "on_header_value": lambda data, begin, end: self._value.extend(data[begin:end]),
            "on_header_end": self._headed,
            "on_part_data": self._data,
            "on_part_end": self._part_ends,
            "on_end": self._all,
        }

    def _part(self) -> None:
        self._name = ""
        self._text.clear()

    def _headed(self) -> None:
        if bytes(self._header).lower() == b"content-disposition":
            _, options = parse_options_header(bytes(self._value))
            self._name = options.get(b"name", b"").decode("utf-8", "replace")
            if b"filename" in options and self.file is None:
                self.file = options[b"filename"].decode("utf-8", "replace")
                self._within = True
        self._header.clear()
        self._value.clear()

    def _data(self, data: bytes, begin: int, end: int) -> None:
        if self._within:
            self._pieces.append(data[begin:end])
        elif self.file is None:
            self._text.extend(data[begin:end])

    def _part_ends(self) -> None:
        if self._within:
            self._within = False
        elif self.file is None:
            if len(self.fields) >= MOST_FIELDS:
                raise BadRequest(f"too many fields: a form takes at most {MOST_FIELDS}")
            self.fields.append((self._name, self._text.decode("utf-8", "replace")))

    def _all(self) -> None:
        self._ended = True
