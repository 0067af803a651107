"""HTTP over TLS (RFC 2818): the same requests as `http`, after the TLS handshake.

The certificate is not validated: an expired or self-signed certificate is a fact to record.
"""

from __future__ import annotations

from leftopen.model.probe import Probe
from leftopen.wire.http import probe_pages

probe = Probe(
    opener=probe_pages.OPENER,
    recognises=probe_pages.recognises,
    ask=probe_pages.ask,
    read=probe_pages.read,
    ports=(443, 4443, 5001, 6443, 8443, 9443, 10443),
    over_tls=True,
)
