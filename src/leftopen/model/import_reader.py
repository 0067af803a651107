"""The contract of a file in `imports/`: a format of another tool, one record a line.

`Imported` is one service response as the file states it; it is neither masked nor validated yet. It is the
shape of outside data, and millions are made, so it is a msgspec Struct.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import msgspec

from leftopen.model.address import Address
from leftopen.model.facts import Json
from leftopen.model.field_group import NOTHING, FieldGroup
from leftopen.model.location import NOWHERE, Location
from leftopen.model.vantage import Place


class Imported(msgspec.Struct, frozen=True, kw_only=True):
    """One response of one service; fields that `Observation` has too mean the same here.

    `port`       0 where the format has none         `timestamp` UTC, None where the format has none
    `seen_by`    the scanner, such as `shodan:` and its crawler: the vantage's name
    `hash`       Shodan's, of the unmasked text, where the line has it; None: hash `data`
    `realm`, `place`  where lines have them, as only this program's own do; '' and None: those of
                 the whole file
    `sees`       what its tool could see, besides what it says
    `location`   the line's own claims, each with the file's source and its own date, if any
    `reply`      the server's own bytes, where `data` is not all of them; they name the product and are not
                 stored
    `decoded`    some text of it stands in the line only in another encoding, so that it must be masked even
                 where the line holds nothing to mask
    """

    address: Address
    port: int
    timestamp: datetime | None
    seen_by: str
    transport: str = "tcp"
    name: str = ""
    duration: float = 0.0
    module: str = "unknown"
    data: str = ""
    data_encoding: str = "utf-8"
    hash: int | None = None
    product: str = ""
    version: str = ""
    info: str = ""
    os: str = ""
    identity: str = ""
    tls: bool = False
    hostnames: tuple[str, ...] = ()
    cpe: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    blocks: Mapping[str, Json] = {}
    location: Location = NOWHERE
    sees: FieldGroup = NOTHING
    realm: str = ""
    place: Place | None = None
    reply: bytes = b""
    decoded: bool = False


class BadLine(msgspec.Struct, frozen=True):
    """`reason` in a few words, without text from the line."""

    reason: str


Found = Sequence[Imported | BadLine]
Lines = Callable[[Iterable[bytes]], Iterator[bytes]]


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportReader:
    """Pure functions on bytes; none of them raises on any bytes.

    `title`, `gives`  for the table of formats in docs/reference/importing.md
    `place`           the usual vantage of its writer, by default
    `recognises`      by the first 64 KiB of the file, or more where its first line is longer; of all readers
                      at most one returns true
    `read`            the responses of one line, none for a comment or an empty line
    `lines`           for a document without lines (XML): its blocks to lines for `read`, each with
                      the number of the document's line in front: `b"12 {...}"`. None: every line is a record
    `made`            the prefix of a line that `lines` generated: it is no text of the file, and is not
                      quoted; b"": there is none
    `timed`           every line must have a time; only `--at` replaces a missing one
    `names_products`  its writer names products by rules of its own: rows are taken as they are
    """

    title: str
    gives: str
    place: Place
    recognises: Callable[[bytes], bool]
    read: Callable[[bytes], Found]
    lines: Lines | None = None
    made: bytes = b""
    timed: bool = False
    names_products: bool = False
