"""Names the service of an imported row by what it said, where the file does not: with the probes' own rules,
so that a file and a scan of ours name one server alike. Nothing is sent."""

from __future__ import annotations

import html
from collections.abc import Mapping

from msgspec.structs import replace

from leftopen.formats.json_line import table, text
from leftopen.model.facts import Json, ServiceFacts
from leftopen.model.import_reader import Imported
from leftopen.model.observation import UNKNOWN
from leftopen.model.probe import Probe
from leftopen.pipeline.openers import HTTP, recognising_probes
from leftopen.wire.http.fingerprints.self_named import server_named

# The most bytes of a response that are read for a name.
LONGEST = 65536


def name_product(found: Imported, probes: Mapping[str, Probe]) -> Imported:
    """The row with the product, version and CPE that its response shows, and its module where that is
    unknown; the row itself where it has a product, or shows none."""
    reply = b"" if found.product else _reply(found)
    if not reply:
        return found
    known = [found.module] if found.module in probes else recognising_probes(reply, probes, tls=found.tls)
    heard = {name: facts for name in known if (facts := probes[name].read(reply)) is not None}
    if not heard:
        return found
    module, facts = next(iter(heard.items()))
    return _with(found, module, facts)


def _with(found: Imported, module: str, facts: ServiceFacts) -> Imported:
    product, version = facts.product, facts.version
    if not product and module in HTTP:
        own = server_named(text(table(found.blocks.get("http")), "server"))
        product, version = own.product, own.version
    return replace(
        found,
        module=module if found.module == UNKNOWN else found.module,
        product=product,
        version=version or found.version,
        info=found.info or facts.info,
        cpe=tuple(dict.fromkeys((*found.cpe, *facts.cpe))),
        tags=tuple(dict.fromkeys((*found.tags, *facts.tags))),
    )


def _reply(found: Imported) -> bytes:
    """What the server sent, as far as the file has it. A page of which it has only fields is written
    again."""
    page = table(found.blocks.get("http"))
    if found.reply:
        return found.reply[:LONGEST]
    head = found.data.encode(found.data_encoding, "replace")[:LONGEST]
    if not page or (head and not head.startswith(b"HTTP/")):
        # Tools cut off the end of a line.
        return head if head[-1:] in (b"", b"\n") else head + b"\r\n"
    return (head or _head(page)) + _body(page)


def _head(page: Mapping[str, Json]) -> bytes:
    server = text(page, "server")
    lines = [f"HTTP/1.1 {page.get('status') or 200}", f"Server: {server}" if server else "", ""]
    return "\r\n".join([*filter(None, lines), "", ""]).encode()


def _body(page: Mapping[str, Json]) -> bytes:
    title = f"<title>{html.escape(text(page, 'title'))}</title>" if text(page, "title") else ""
    return (text(page, "html") or title)[:LONGEST].encode("utf-8", "replace")
