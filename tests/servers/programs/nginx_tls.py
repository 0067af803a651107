"""nginx with `autoindex` inside TLS, with a certificate per spot: another spot is another server."""

from __future__ import annotations

from leftopen.demo.program import LOOPBACK
from tests.servers.certificate import self_signed
from tests.servers.need import missing
from tests.servers.programs import nginx
from tests.servers.real import EMPTY, FORBIDDEN, OPEN, PASSWORD, RealServer, Running, Spot


def start(spot: Spot, mode: str) -> Running:
    certificate, key = spot.folder / "certificate.pem", spot.folder / "key.pem"
    if not certificate.exists():
        self_signed(spot.folder)
    listen = f"listen {LOOPBACK}:{spot.port} ssl; ssl_certificate {certificate}; ssl_certificate_key {key};"
    return nginx.serve(spot, mode, listen)


server = RealServer(
    name="nginx_tls",
    module="https",
    product="nginx",
    check="directory_listing_open",
    modes={"open": OPEN, "closed": FORBIDDEN, "password": PASSWORD, "empty": EMPTY},
    missing=lambda: missing("nginx"),
    start=start,
)
