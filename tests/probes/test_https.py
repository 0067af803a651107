"""`https` is `http` inside TLS."""

from __future__ import annotations

from leftopen.probes.https import probe
from tests.scripted import Scripted, finish, page


def test_it_reads_http_and_is_meant_for_inside_tls() -> None:
    assert probe.over_tls
    front = page(401, b"", www_authenticate='Basic realm="Sendria"', server="nginx/1.26.3")
    facts = probe.read(finish(probe.ask(Scripted(pages={"/": front}), b"")))
    assert facts is not None
    assert (facts.product, facts.info) == ("Sendria", "nginx/1.26.3")
