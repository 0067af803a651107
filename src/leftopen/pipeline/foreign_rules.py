"""Names a service by the user's own rule files, from what the probes have received already; sends nothing.

Rules of leftopen come first: a foreign rule fills product, version and CPE only where none of them named a
product. A product that is no more than the first word of the Server header is such a case.
The components that Wappalyzer's rules find are added to every page.
"""

from __future__ import annotations

import asyncio
import hashlib
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from leftopen.formats.nmap_service_probes import GET, GREETING, NmapProbes
from leftopen.formats.recog_xml import RecogRules
from leftopen.formats.wappalyzer_json import Technologies
from leftopen.model.channel import Reply
from leftopen.model.component import Component
from leftopen.model.facts import Json, ServiceFacts
from leftopen.model.foreign_name import ForeignName
from leftopen.pipeline.openers import HTTP
from leftopen.wire.http import http_facts, message, probe_pages
from leftopen.wire.http.fingerprints import components, page_texts
from leftopen.wire.http.fingerprints.products import RULES

# For all rules over one service; each search ends by itself within a fraction of it.
SECONDS = 1.0
NAMED_BY = "named_by"
_PRODUCTS = frozenset(rule.product for rule in RULES)
_GREETINGS = {"ftp": "ftp.banner", "smtp": "smtp.banner", "pop3": "pop3.banner", "imap": "imap4.banner"}
_STATUS = re.compile(rb"(?:[2-5]\d\d[ -]|\+OK ?|\* (?:OK|PREAUTH) ?)(.*)", re.DOTALL)
_SSH = re.compile(rb"SSH-[\d.]{1,8}-([^\r\n]{1,255})")


@dataclass(frozen=True, slots=True, kw_only=True)
class ForeignRules:
    """Each function gives the rules of a format, read at its first call; None where there are none."""

    nmap: Callable[[], NmapProbes] | None = None
    recog: Callable[[], RecogRules] | None = None
    wappalyzer: Callable[[], Technologies] | None = None

    def may_tell(self, module: str, facts: ServiceFacts) -> bool:
        """Is there anything that a rule could add?"""
        if is_named(module, facts) or not (self.nmap or self.recog):
            return self.wappalyzer is not None and "http" in facts.blocks
        return True


def is_named(module: str, facts: ServiceFacts) -> bool:
    """Did a rule of leftopen name the product, rather than the server itself?"""
    page = facts.blocks.get("http")
    server = page.get("server") if isinstance(page, dict) and module in HTTP else ""
    echoed = isinstance(server, str) and bool(server) and server.startswith(facts.product)
    return bool(facts.product) and (not echoed or facts.product in _PRODUCTS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """What came from a service: `first` are its first bytes, in response to `opener` (b'': a greeting); `raw`
    is what the probe of `module` read."""

    module: str
    first: bytes
    opener: bytes
    raw: bytes


async def complete(
    rules: ForeignRules, received: Received, facts: ServiceFacts, monotonic: Callable[[], float]
) -> ServiceFacts:
    """The facts with what the rules add. In a thread: a search may take a fraction of a second, reading the
    rules more."""
    if not rules.may_tell(received.module, facts):
        return facts
    return await asyncio.to_thread(_complete, rules, received, facts, monotonic)


def _complete(
    rules: ForeignRules, received: Received, facts: ServiceFacts, monotonic: Callable[[], float]
) -> ServiceFacts:
    pages = http_facts.pages(received.raw) if "http" in facts.blocks else {}
    front = pages.get(http_facts.FRONT)
    technologies = rules.wappalyzer() if rules.wappalyzer and front is not None else None
    open_name = not is_named(received.module, facts)
    recog = rules.recog() if rules.recog and open_name else None
    nmap = rules.nmap() if rules.nmap and open_name else None
    until = monotonic() + SECONDS

    def late() -> bool:
        return monotonic() > until

    named = recog.name(dict(_said(received, pages)), late) if recog is not None else None
    if named is None and nmap is not None:
        named = _by_nmap(nmap, received, front, late)
    if technologies is not None and front is not None:
        found = technologies.find(page_texts.texts(front), late)
        facts = _with_components(facts, front, found)
        application = technologies.application(found)
        if named is None and application is not None:
            named = ForeignName(
                product=application.name,
                version=application.version,
                cpe=(application.cpe,) if application.cpe else (),
                source="wappalyzer",
            )
    return _named(facts, named) if named is not None and open_name else facts


def _named(facts: ServiceFacts, named: ForeignName) -> ServiceFacts:
    return replace(
        facts,
        product=named.product,
        version=named.version,
        info=facts.info or named.info,
        cpe=tuple(dict.fromkeys((*named.cpe, *facts.cpe))),
        blocks={**facts.blocks, NAMED_BY: named.source},
    )


def _by_nmap(
    nmap: NmapProbes, received: Received, front: Reply | None, late: Callable[[], bool]
) -> ForeignName | None:
    """As nmap does, a greeting by the rules for greetings, and the response to a bare GET by those for it."""
    if front is not None and not message.looks_like_http(received.first):
        return nmap.name(GET, front.head + b"\r\n\r\n" + front.body, late)
    if not received.opener:
        return nmap.name(GREETING, received.first, late)
    return nmap.name(GET, received.first, late) if received.opener == probe_pages.OPENER else None


def _said(received: Received, pages: dict[str, Reply]) -> Iterator[tuple[str, str]]:
    """Recog's kinds of texts, those that tell the application before those that tell its server."""
    front = pages.get(http_facts.FRONT)
    module, first = received.module, received.first
    if front is not None:
        yield from page_texts.recog(front)
        yield from _icon(pages)
        yield "http_header.server", front.header("server")
    elif module == "ssh":
        found = _SSH.search(first)
        yield "ssh.banner", found[1].decode("utf-8", "replace") if found else ""
    elif module in _GREETINGS:
        line = first.split(b"\n")[0].rstrip(b"\r")
        status = _STATUS.fullmatch(line)
        yield _GREETINGS[module], status[1].decode("utf-8", "replace") if status else ""


def _icon(pages: dict[str, Reply]) -> Iterator[tuple[str, str]]:
    for path, reply in pages.items():
        if path not in (http_facts.FRONT, probe_pages.CONFIG) and reply.status == 200 and not reply.cut:
            # The name of a file by its digest, as Recog's rules have it; nothing depends on its strength.
            yield "favicon.md5", hashlib.md5(reply.body, usedforsecurity=False).hexdigest()


def _with_components(facts: ServiceFacts, front: Reply, found: tuple[Component, ...]) -> ServiceFacts:
    page = facts.blocks.get("http")
    if not found or not isinstance(page, dict):
        return facts
    parts = components.merged((*components.find(front), *found))
    block: dict[str, Json] = {**page, "components": components.block(parts)}
    cpe = tuple(dict.fromkeys((*facts.cpe, *components.cpe(parts))))
    return replace(facts, cpe=cpe, blocks={**facts.blocks, "http": block})
