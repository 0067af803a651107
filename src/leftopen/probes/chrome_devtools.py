"""Chrome DevTools: a browser whose remote debugging is open, over HTTP.

Chromium closes the connection at a request of HTTP/1.0, so a silent port is also asked with HTTP/1.1 and an
address as its host (it refuses names). Recognised by its empty front page and three headers; then requests
the version. Source: the HTTP endpoints of the Chrome DevTools Protocol.
"""

from __future__ import annotations

import re

from leftopen.formats import partial_json
from leftopen.model.channel import Channel
from leftopen.model.facts import ServiceFacts
from leftopen.model.probe import Probe
from leftopen.model.read_level import ReadLevel
from leftopen.wire.http import http_exchanges, http_facts
from leftopen.wire.http.fingerprints.programs import is_devtools

OPENER = b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nUser-Agent: leftopen\r\nConnection: keep-alive\r\n\r\n"
VERSION = "/json/version"
LIMIT = 2048
_BROWSER = re.compile(r"[A-Za-z]{3,30}/([0-9.]{1,30})")


def recognises(first: bytes) -> bool:
    """Its empty front page."""
    reply = http_facts.answer(first)
    return reply is not None and is_devtools(reply)


async def ask(channel: Channel, first: bytes) -> bytes:
    """The front page and the version."""
    paths = (http_facts.FRONT, VERSION)
    heard = [(path, await channel.get(path, at=ReadLevel.BANNER, limit=LIMIT)) for path in paths]
    return http_exchanges.pack(tuple(heard))


def read(raw: bytes) -> ServiceFacts | None:
    """Facts of packed exchanges; None without the front page."""
    heard = http_facts.pages(raw)
    front, answer = heard.get(http_facts.FRONT), heard.get(VERSION)
    if front is None or not is_devtools(front):
        return None
    shown = partial_json.whole(answer.body) if answer is not None and answer.status == 200 else None
    browser = shown.get("Browser") if isinstance(shown, dict) else None
    found = _BROWSER.fullmatch(browser) if isinstance(browser, str) else None
    return http_facts.facts(front, {}, product="Chrome DevTools", version=found[1] if found else "")


probe = Probe(opener=OPENER, recognises=recognises, ask=ask, read=read, ports=(9222,))
