"""Lists of addresses that somebody gave: one's own networks, and those of scanners, clouds or Tor exits.

Either one address or network a line (`#` begins a comment), or a warning list of MISP:
https://github.com/MISP/misp-warninglists (`{"name": …, "version": …, "list": […]}`).
"""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import msgspec

from leftopen.errors import LeftopenError
from leftopen.impact.logs.sql_text import quoted
from leftopen.model.access_logs import ClientGroup
from leftopen.store.engine.scratch import ScratchEngine

LARGEST = 64 * 1024 * 1024
WORDS = (
    (ClientGroup.ANONYMISER, ("tor", "vpn", "proxy", "anonym")),
    (ClientGroup.SEARCH_ENGINE, ("google", "bing", "yandex", "baidu", "search", "crawler", "duckduck")),
    (ClientGroup.CLOUD, ("amazon", "aws", "azure", "microsoft", "cloud", "gcp", "ovh", "digitalocean")),
)


class WarningList(msgspec.Struct):
    """MISP's form."""

    entries: list[str] = msgspec.field(name="list")
    name: str = ""
    version: int | str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AddressList:
    """`dated`: the version or date that the list names, '' for none."""

    name: str
    group: ClientGroup
    networks: tuple[str, ...]
    dated: str = ""


def read_list(path: Path) -> AddressList:
    """Raises LeftopenError for a file without any network."""
    try:
        raw = path.read_bytes() if path.stat().st_size <= LARGEST else b""
    except OSError as error:
        raise LeftopenError(f"cannot read {path}: {error.strerror}") from None
    try:
        misp = msgspec.json.decode(raw, type=WarningList)
        name, dated, entries = misp.name or path.stem, str(misp.version), misp.entries
    except msgspec.MsgspecError:
        text = raw.decode("utf-8", "replace")
        name, dated = path.stem, ""
        entries = [line.partition("#")[0].strip() for line in text.splitlines()]
    networks = tuple(filter(None, map(_network, entries)))
    if not networks:
        raise LeftopenError(f"{path} has no address and no network")
    return AddressList(name=name, group=_group(name), networks=networks, dated=dated)


def network(text: str) -> str:
    """A network that a user typed. Raises LeftopenError."""
    found = _network(text)
    if not found:
        raise LeftopenError(f"{text!r} is not a valid IP address or CIDR range (example: 192.0.2.0/24)")
    return found


def _network(text: str) -> str:
    try:
        return str(ipaddress.ip_network(text.strip(), strict=False))
    except ValueError:
        return ""


def _group(name: str) -> ClientGroup:
    """By its name: a list that names nothing known is one of scanners, as that option says."""
    lower = name.lower()
    if "scan" in lower:
        return ClientGroup.SCANNER
    return next(
        (group for group, words in WORDS if any(word in lower for word in words)), ClientGroup.SCANNER
    )


def store(engine: ScratchEngine, own: Iterable[str], lists: Iterable[AddressList], folder: Path) -> None:
    """Makes the dictionaries `own_nets` and `listed_nets` of the engine."""
    lists = tuple(lists)
    _dictionary(engine, "own", ((net, "own", "") for net in own), folder)
    rows = ((net, one.group.value, one.name) for one in lists for net in one.networks)
    _dictionary(engine, "listed", rows, folder)


def _dictionary(engine: ScratchEngine, name: str, rows: Iterable[tuple[str, str, str]], folder: Path) -> None:
    file = folder / f"{name}.jsonl"
    with file.open("wb") as out:
        for net, group, source in rows:
            out.write(msgspec.json.encode({"p": net, "g": group, "s": source}) + b"\n")
    form = "'p String, g String, s String'"
    engine.command(f"CREATE TABLE {name}_rows (p String, g String, s String) ENGINE = Memory")
    engine.command(f"INSERT INTO {name}_rows SELECT * FROM file({quoted(str(file))}, 'JSONEachRow', {form})")
    file.unlink()
    engine.command(
        f"CREATE DICTIONARY {name}_nets (p String, g String, s String) PRIMARY KEY p "
        f"SOURCE(CLICKHOUSE(TABLE '{name}_rows' DB 'scratch')) LAYOUT(IP_TRIE) LIFETIME(0)"
    )


def found(name: str, column: str, client: str) -> str:
    """SQL: what the list says about a client, '' for nothing. What is no address is in no list."""
    return f"dictGet('scratch.{name}_nets', '{column}', assumeNotNull(toIPv6OrNull({client})))"
