"""HTTP, plain (RFC 9110, RFC 9112).

Opens a silent port with a bare `GET / HTTP/1.0` with keep-alive. Then requests the front page and its icon as
a browser would, with leftopen's own User-Agent. No redirect is followed and no cookie is sent. Stored: status
line and headers as received (cookie values removed), title, hashes; never the page itself.
"""

from __future__ import annotations

from leftopen.model.probe import Probe
from leftopen.wire.http import probe_pages

probe = Probe(
    opener=probe_pages.OPENER,
    recognises=probe_pages.recognises,
    ask=probe_pages.ask,
    read=probe_pages.read,
    ports=(80, 81, 591, 1080, 3000, 5000, 8000, 8008, 8025, 8080, 8081, 8088, 8888, 9000, 9090, 9200),
)
