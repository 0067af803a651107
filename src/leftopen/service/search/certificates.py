"""The certificates of a host, each once, with the names that they are for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime

from leftopen.model.facts import Json
from leftopen.model.observation import Observation

MOST = 12
MOST_NAMES = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificateSeen:
    """`names`: its subject's name and its other names; `subject`, `issuer` in one line; `expires` None where
    the date can't be read; `ports` that show it."""

    fingerprint: str
    names: tuple[str, ...]
    subject: str
    issuer: str
    expires: datetime | None
    ports: tuple[str, ...]


def certificates(services: Sequence[Observation]) -> list[CertificateSeen]:
    """In the order of their first port."""
    shown: dict[str, tuple[Mapping[str, Json], list[Observation]]] = {}
    for o in services:
        if (block := certificate(o)) is not None:
            shown.setdefault(_fingerprint(block) or o.id, (block, []))[1].append(o)
    return [
        CertificateSeen(
            fingerprint=_fingerprint(block),
            names=tuple(list(dict.fromkeys(_names(block, found)))[:MOST_NAMES]),
            subject=name_line(block.get("subject")),
            issuer=name_line(block.get("issuer")),
            expires=expires(block),
            ports=tuple(dict.fromkeys(o.endpoint.port_label for o in found)),
        )
        for block, found in list(shown.values())[:MOST]
    ]


def certificate(o: Observation) -> Mapping[str, Json] | None:
    """The block of its certificate."""
    tls = o.blocks.get("ssl")
    block = tls.get("cert") if isinstance(tls, Mapping) else None
    return block if isinstance(block, Mapping) and block else None


def expires(block: Mapping[str, Json]) -> datetime | None:
    """The time in `20270131000000Z`, as Shodan writes it, or in ISO 8601."""
    text = str(block.get("expires") or "")
    with suppress(ValueError):
        return datetime.strptime(text, "%Y%m%d%H%M%SZ").replace(tzinfo=UTC)
    with suppress(ValueError):
        expiry = datetime.fromisoformat(text)
        return expiry if expiry.tzinfo else expiry.replace(tzinfo=UTC)
    return None


def name_line(name: object) -> str:
    """A subject or an issuer in one line."""
    if isinstance(name, Mapping):
        return ", ".join(f"{key}={value}" for key, value in list(name.items())[:12])
    return "" if name is None else str(name)


def _fingerprint(block: Mapping[str, Json]) -> str:
    prints = block.get("fingerprint")
    expiry = prints.get("sha256") or prints.get("sha1") if isinstance(prints, Mapping) else None
    return expiry if isinstance(expiry, str) else ""


def _names(block: Mapping[str, Json], found: Sequence[Observation]) -> Iterator[str]:
    subject = block.get("subject")
    name = subject.get("CN") if isinstance(subject, Mapping) else None
    if isinstance(name, str) and name:
        yield name.lower()
    extensions = block.get("extensions")
    for one in extensions if isinstance(extensions, list) else ():
        yield from _alternative(one)
    for o in found:
        yield from (host.lower() for host in o.hostnames if host)


def _alternative(extension: Json) -> Iterator[str]:
    """The names of our own blocks: `DNS:one.example, DNS:two.example`."""
    data = extension.get("data") if isinstance(extension, Mapping) else None
    if isinstance(data, str) and data.startswith("DNS:"):
        yield from (part.removeprefix("DNS:").lower() for part in data.split(", "))
