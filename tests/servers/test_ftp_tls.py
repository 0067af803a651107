"""vsftpd with TLS: its certificate is seen, and an anonymous log-in that it takes only inside TLS."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.servers import certificate, listing
from tests.servers.book import Wire
from tests.servers.looking import looking_desk, of, scanned
from tests.servers.need import require
from tests.servers.programs import vsftpd
from tests.servers.real import RealServer, Spot

Place = Callable[[RealServer], Spot]


@pytest.mark.real
def test_an_anonymous_log_in_inside_tls_is_found_and_the_certificate_seen(
    place: Place, tmp_path: Path, wire: Wire
) -> None:
    require(vsftpd.server.missing())
    spot = place(vsftpd.server)
    folder = listing.make(spot.inside("full"))
    chain, key = certificate.self_signed(spot.folder, with_rsa=True)
    more = (
        f"ssl_enable=YES\nallow_anon_ssl=YES\nforce_anon_logins_ssl=YES\nrsa_cert_file={chain}\n"
        f"rsa_private_key_file={key}\nrequire_ssl_reuse=NO\n"
    )
    running = vsftpd.serve(spot, folder, more=more)
    try:
        with looking_desk(tmp_path) as workspace, wire.relay(spot.port) as relay:
            lines = scanned(workspace, relay.port)
    finally:
        running.stop()
    (observation,) = of(lines, "observation")
    assert "cert" in observation["ssl"]  # type: ignore[operator]
    assert observation["tags"] == ["starttls", "self-signed"]
    (finding,) = of(lines, "finding", check="ftp_anonymous")
    assert finding["size"]["records"] == len(listing.NAMES) + 1  # type: ignore[index, call-overload]
