"""Shared by the probes for products over HTTP: their pages by path, and the facts of any web server."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache

from leftopen.model.channel import Reply
from leftopen.model.facts import Json, ServiceFacts
from leftopen.wire.http import http_exchanges, message, probe_pages
from leftopen.wire.http.fingerprints import components

FRONT = "/"


def pages(raw: bytes) -> dict[str, Reply]:
    """Packed exchanges by path; a bare response (to `GET / HTTP/1.0`) is the front page; {} for anything
    else."""
    heard = http_exchanges.unpack(raw)
    if heard is not None:
        return dict(heard)
    bare = message.read(raw, ended=True)
    return {FRONT: bare} if bare is not None else {}


@lru_cache(maxsize=4)
def answer(first: bytes) -> Reply | None:
    """The opener's response as HTTP, as far as it came. Cached: each probe gets the same bytes in turn."""
    return message.read(first, ended=True)


def facts(
    front: Reply,
    blocks: Mapping[str, Json],
    *,
    product: str,
    version: str = "",
    cpe: str = "",
    tags: tuple[str, ...] = (),
) -> ServiceFacts | None:
    """The front page's own facts under this product, with these blocks beside `http`; `cpe` is a prefix for a
    plain version. A server or proxy that carries it stays in `info`, in the CPEs and in the components."""
    page = probe_pages.read(http_exchanges.pack(((FRONT, front),)))
    if page is None:
        return None
    good = version[:40] if all(part.isalnum() for part in version[:40].split(".")) else ""
    own = (f"{cpe}:{good}",) if cpe and good else ()
    carriers = components.find(front)
    return replace(
        page,
        product=product,
        version=version[:40],
        info=front.header("server")[:100] if carriers else "",
        cpe=tuple(dict.fromkeys((*own, *components.cpe(carriers)))),
        tags=tags,
        blocks={**page.blocks, **blocks},
    )
