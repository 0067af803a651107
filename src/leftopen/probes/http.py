"""HTTP, plain (RFC 9110, RFC 9112).

Makes a silent port speak with a bare `GET / HTTP/1.0` that asks to keep the connection; then asks for
the front page and its icon as a browser would, with the honest agent. No redirect is followed and no cookie
sent. Kept: status line and headers as received (cookie values cut), title, hashes; never the page itself.
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
