"""Merges what several sources saw of one service, field by field. Pure.

The observations count in the order of their times; at the same time our own comes last. Of each group of
fields the newest value counts, of those that could see it: one that could not see a group never empties it,
one that could and did not, does. A source that names a host, and does not see all its names, adds to them.
Only fields of one server are merged: where the protocol, the server's own key, or the product that our own
probes named is another one, all earlier fields are forgotten. So any order of arrival gives the same view.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import Any

from leftopen.model.facts import Json
from leftopen.model.field_group import NOTHING, FieldGroup, Origin
from leftopen.model.location import NOWHERE
from leftopen.model.observation import UNKNOWN, Observation, is_own, source

SAME_PROTOCOL = {
    "https": "http", "http-simple-new": "http", "https-simple-new": "http", "http-proxy": "http",
    "http-alt": "http", "https-alt": "http", "microsoft-ds": "smb", "netbios-ssn": "smb",
    "ms-wbt-server": "rdp", "domain": "dns", "dns-tcp": "dns", "dns-udp": "dns", "ms-sql-s": "mssql",
    "postgres": "postgresql", "mongod": "mongodb", "mongo": "mongodb", "imaps": "imap", "pop3s": "pop3",
    "smtps": "smtp", "ldaps": "ldap", "ftps": "ftp", "amqps": "amqp", "submission": "smtp",
}  # fmt: skip
"""Names of other tools, and the one that is compared."""
_BLOCKS = {
    "http": FieldGroup.HTTP, "ssl": FieldGroup.TLS, "vulns": FieldGroup.VULNS, "device": FieldGroup.PRODUCT,
    "devicetype": FieldGroup.PRODUCT,
}  # fmt: skip
"""The objects that are not part of the banner."""
_FIELDS = {
    FieldGroup.PROTOCOL: ("module",),
    FieldGroup.BANNER: ("data", "data_encoding", "hash"),
    FieldGroup.PRODUCT: ("product", "version", "info", "os", "cpe"),
    FieldGroup.IDENTITY: ("identity",),
    FieldGroup.NAMES: ("hostnames",),
    FieldGroup.TAGS: ("tags",),
    FieldGroup.TLS: ("tls",),
    FieldGroup.LOCATION: ("location",),
    FieldGroup.EXAMINED: ("examined",),
}
_SHOWN_BY = {**_FIELDS, FieldGroup.BANNER: ("data",), FieldGroup.LOCATION: (), FieldGroup.PROTOCOL: ()}
"""The fields that show by themselves whether a group has a value."""
MOST_NAMES = 256
"""Names that are kept of earlier looks and this one together."""


def merged(found: Iterable[Observation]) -> Observation:
    """The view of one service from at least one of its observations, an earlier view among them. It is the
    newest observation, with what that could not see taken from others, as its `origins` say."""
    first, *others = sorted(map(own_names, found), key=order)
    view = first
    for look in others:
        view = _joined(view, look)
    return view


def each_merged(found: Iterable[Observation]) -> list[Observation]:
    """The view of each service that they are of."""
    services: dict[str, list[Observation]] = {}
    for one in found:
        services.setdefault(one.service, []).append(one)
    return [merged(some) for some in services.values()]


def own_names(o: Observation) -> Observation:
    """Without the names of sites that answer alike."""
    if not o.aliases:
        return o
    added = frozenset(o.aliases)
    return replace(o, hostnames=tuple(name for name in o.hostnames if name not in added), aliases=())


def is_view(o: Observation) -> bool:
    """Has it something that its own observation has not? Of two with the same id it is the later one."""
    return bool(o.origins or o.aliases)


def order(o: Observation) -> tuple[datetime, bool, str]:
    """The greatest is the current one."""
    return o.timestamp, is_own(o), o.id


def held(o: Observation) -> FieldGroup:
    """The groups in which it has a value."""
    found = NOTHING
    for group, fields in _SHOWN_BY.items():
        if any(getattr(o, name) for name in fields):
            found |= group
    if o.module != UNKNOWN:
        found |= FieldGroup.PROTOCOL
    if o.location != NOWHERE:
        found |= FieldGroup.LOCATION
    for name, block in o.blocks.items():
        if block:
            found |= _BLOCKS.get(name, FieldGroup.BANNER)
    return found


def _joined(view: Observation, look: Observation) -> Observation:
    missing = held(view) & ~(look.sees | held(look))
    more = _more_names(view, look)
    if not (missing or more) or _another_server(view, look):
        return look
    if _other_version(view, look):
        missing &= ~FieldGroup.VULNS
    values: dict[str, Any] = {"blocks": _blocks(view, look, missing)}
    for group, fields in _FIELDS.items():
        if group & missing:
            values |= {name: getattr(view, name) for name in fields}
    known = {origin.group: origin for origin in view.origins}
    origins = tuple(known.get(group) or _origin(view, group) for group in FieldGroup if group & missing)
    if more:
        values["hostnames"] = (*look.hostnames, *more)[:MOST_NAMES]
    return replace(look, origins=origins, **values)


def _more_names(view: Observation, look: Observation) -> list[str]:
    if not look.hostnames or look.sees & FieldGroup.NAMES:
        return []
    return [name for name in view.hostnames if name not in look.hostnames]


def _origin(o: Observation, group: FieldGroup) -> Origin:
    return Origin(group=group, at=o.timestamp, source=source(o), own=is_own(o))


def _blocks(view: Observation, look: Observation, missing: FieldGroup) -> dict[str, Json]:
    kept = {n: block for n, block in view.blocks.items() if _BLOCKS.get(n, FieldGroup.BANNER) & missing}
    mine = {n: block for n, block in look.blocks.items() if not _BLOCKS.get(n, FieldGroup.BANNER) & missing}
    return mine | kept


def _another_server(view: Observation, look: Observation) -> bool:
    """What one of them does not say is no contradiction."""
    return (
        _differ(_protocol(view), _protocol(look))
        or (_key_kind(view) == _key_kind(look) and _differ(view.identity, look.identity))
        or (_named_by_us(view) and _named_by_us(look) and _differ(view.product, look.product))
    )


def _differ(one: str, other: str) -> bool:
    return bool(one and other and one != other)


def _protocol(o: Observation) -> str:
    name = o.module.lower()
    return "" if name == UNKNOWN else SAME_PROTOCOL.get(name, name)


def _key_kind(o: Observation) -> str:
    return o.identity.partition(":")[0]


def _named_by_us(o: Observation) -> bool:
    known = next((origin.own for origin in o.origins if origin.group is FieldGroup.PRODUCT), is_own(o))
    return known and bool(o.product)


def _other_version(view: Observation, look: Observation) -> bool:
    """Vulnerabilities are those of a version."""
    return _differ(view.product, look.product) or _differ(view.version, look.version)
