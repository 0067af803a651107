"""Decides which sites of a service are shown. Pure.

A site with a name that answers as the default site does is another name of it, an alias: its name is among
the host names of the default site, and it has no row of its own. A default site that says nothing is not
shown beside a site that says something.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from leftopen.model.field_group import TALK
from leftopen.model.identity import service_id
from leftopen.model.observation import UNKNOWN, Observation
from leftopen.query.columns.flatten import flatten
from leftopen.store.observations.merge import held, own_names

VOLATILE = frozenset(
    (
        "age", "alt-svc", "cf-ray", "date", "expires", "nel", "report-to",
        "request-id", "x-amz-cf-id", "x-amz-id-2", "x-amz-request-id", "x-amzn-trace-id", "x-cache",
        "x-correlation-id", "x-request-id", "x-runtime", "x-served-by", "x-timer", "x-trace-id",
    )
)  # fmt: skip
"""Headers that differ from one answer to the next."""
_COMPARED = ("http_status", "http_title", "http_html_hash", "ssl_fingerprint")


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """The site `service` of the service `parent`; the default site has its id and no name. `answer` is equal
    for sites that answer alike, `empty` where one says nothing."""

    parent: str
    service: str
    name: str
    answer: int
    empty: bool


def site_of(view: Observation) -> Site:
    return Site(
        parent=service_id(view.endpoint), service=view.service, name=view.endpoint.name,
        answer=answer(view), empty=_is_empty(view),
    )  # fmt: skip


def answer(view: Observation) -> int:
    """64 bits of what two sites must have in common to be one: module, product, status, title, page,
    certificate, and the text without what differs each time."""
    flat = flatten(view)
    parts = (view.module, view.product, *(flat[name] for name in _COMPARED), _lasting(view.data))
    return int.from_bytes(hashlib.blake2b(repr(parts).encode(), digest_size=8).digest())


def hidden(sites: Sequence[Site]) -> tuple[frozenset[str], tuple[str, ...]]:
    """Of all sites of one service those that are not shown, and the names of its aliases."""
    default = next((one for one in sites if one.service == one.parent), None)
    if default is None:
        return frozenset(), ()
    named = [one for one in sites if one is not default]
    aliases = [one for one in named if one.answer == default.answer]
    silent = default.empty and not all(one.empty for one in named)
    without = {one.service for one in aliases} | ({default.service} if silent else set())
    return frozenset(without), tuple(sorted(one.name for one in aliases))


def with_aliases(view: Observation, names: Iterable[str]) -> Observation:
    """The view of a default site, with these names beside its own."""
    own = own_names(view)
    more = tuple(name for name in names if name not in own.hostnames)
    return replace(own, hostnames=(*own.hostnames, *more), aliases=more) if more else own


def shown(views: Iterable[Observation]) -> list[Observation]:
    """Of the views of all sites of some services those that are shown."""
    services: dict[str, list[Observation]] = {}
    for view in views:
        services.setdefault(service_id(view.endpoint), []).append(view)
    return [view for sites in services.values() for view in _shown(sites)]


def _shown(views: Sequence[Observation]) -> list[Observation]:
    without, names = hidden([site_of(view) for view in views]) if len(views) > 1 else (frozenset(), ())
    kept = [view for view in views if view.service not in without]
    return [view if view.endpoint.name else with_aliases(view, names) for view in kept]


def _is_empty(view: Observation) -> bool:
    return view.module == UNKNOWN and not held(view) & TALK


def _lasting(data: str) -> str:
    if not data.startswith("HTTP/"):
        return data
    lines = data.splitlines()
    return "\n".join(line for line in lines if line.partition(":")[0].strip().lower() not in VOLATILE)
