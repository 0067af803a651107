"""The short way from a line of Shodan's to its row: for lines of the usual kind of which the scan of the
whole unit said that nothing in them would be masked. The same row as by the long way, or None.

Most of a big file goes this way. It makes none of the records in between, and what a protocol says is looked
at for the columns only: it is stored as it was written.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from socket import AF_INET, inet_pton

import msgspec

from leftopen.contents.masking import DEPTH
from leftopen.imports import shodan
from leftopen.model.address import MAPPED, Address
from leftopen.model.identity import Digests
from leftopen.pipeline.imported import Making, deep
from leftopen.query.flatten import empty, reads
from leftopen.query.pieces import Flat
from leftopen.service.import_claims import Claims
from leftopen.store.arrow import Values
from leftopen.wire import banner as text_of
from leftopen.wire import shodan_banner
from leftopen.wire.said_moment import EARLIEST, LATEST
from leftopen.wire.shodan_banner import About, Options

EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001  (the file's times are UTC and don't say so)
MICROSECOND = datetime.resolution
SHORT = 64
_decode = msgspec.json.Decoder().decode
_NOBODY, _NOTHING = About(), Options()


def plain(making: Making) -> Callable[[bytes], Values | None]:
    """For lines of ASCII that hold nothing that is masked, and no character by its number."""
    digests, claims = Digests(making.realm), Claims(making.lookup)
    latest = making.latest.replace(tzinfo=None)

    def row(line: bytes) -> Values | None:
        found = shodan_banner.read(line)
        if found is None:
            return None
        b, blocks = found
        about = b.about or _NOBODY
        crawler, module = about.crawler or "", about.module or "unknown"
        at, address = _moment(b.timestamp, latest), _address(b.ip_str)
        usual = b.transport == "tcp" and 0 < b.port < 65536 and len(crawler) <= SHORT >= len(module)
        kept = _joined(blocks)
        if at is None or address is None or not usual or _deep(kept, blocks):
            return None
        name = _name((about.options or _NOTHING).hostname)
        microseconds, data, hostnames = (at - EPOCH) // MICROSECOND, b.data, _texts(b.hostnames)
        service = digests.service(address.packed, b.port, name)
        flat = empty(hostnames)
        sources = claims.put(b, address, flat)
        if _columns(blocks, flat) is None:
            return None
        given = b.hash
        return (
            digests.observation(service, microseconds, data)[::-1], service[::-1], address.packed,
            microseconds, 0.0, making.realm, b.port, "tcp", name, making.place.value, f"shodan:{crawler}",
            making.scan, "", module, b.product or "", b.version or "", b.info or "", b.os or "", "",
            _has(blocks, "ssl"), hostnames,
            _texts(b.cpe) + _texts(b.cpe23), _texts(b.tags), data, "utf-8",
            given if given is not None and given in shodan.INT32 else text_of.text_hash(data),
            kept, sources, *flat.values(),
        )  # fmt: skip

    return row


def _moment(said: str, latest: datetime) -> datetime | None:
    """Of the usual spelling only, without a zone."""
    if said[4:8:3] != "--" or said[10:11] != "T":
        return None
    try:
        at = datetime.fromisoformat(said)
    except ValueError:
        return None
    return at if at.tzinfo is None and EARLIEST <= at.year <= LATEST and at <= latest else None


def _address(said: str) -> Address | None:
    """IPv4."""
    try:
        return Address(packed=MAPPED + inet_pton(AF_INET, said))
    except (OSError, ValueError):
        return None


def _name(asked: str | None) -> str:
    """As `imports.shodan` reads the host name that was asked for."""
    name = asked.rstrip(".").lower() if asked else ""
    return name if len(name) <= 253 else ""


def _texts(said: Sequence[str] | None) -> tuple[str, ...]:
    if not said:
        return ()
    return tuple(said) if len(said) == 1 and said[0] else tuple(dict.fromkeys(filter(None, said)))


def _deep(kept: str, blocks: Sequence[tuple[str, bytes]]) -> bool:
    """Whether a mask would cut it off."""
    if kept.count("{") + kept.count("[") < DEPTH:
        return False
    return deep({name: _decode(block) for name, block in blocks}, DEPTH)


def _columns(blocks: Sequence[tuple[str, bytes]], flat: Flat) -> Flat | None:
    """What the blocks have for columns of their own; None for a number that nobody can hold."""
    for name, block in blocks:
        read = reads(name)
        if read is not None and block != b"{}":
            try:
                read(_decode(block), flat)
            except (msgspec.MsgspecError, ValueError):
                return None
    return flat


def _has(blocks: Sequence[tuple[str, bytes]], wanted: str) -> bool:
    return any(name == wanted for name, _ in blocks)


def _joined(blocks: Sequence[tuple[str, bytes]]) -> str:
    """One object of them all."""
    return (b"{%b}" % b",".join([b'"%b":%b' % (name.encode(), block) for name, block in blocks])).decode()
