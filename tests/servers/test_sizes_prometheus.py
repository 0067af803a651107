"""The size that `prometheus_open` says, against what it was given to measure."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from tests.servers.need import require
from tests.servers.programs import prometheus
from tests.servers.real import RealServer, Spot
from tests.servers.sized import size_of

BESIDE = 5
"""Series that Prometheus makes of its own for each target: whether it is up, how long it took …"""


@contextmanager
def measured(series: int) -> Iterator[int]:
    """A made-up program on loopback with that many measurements; its port."""
    text = "".join(f'made_up_reading{{sensor="s{number}"}} 1\n' for number in range(series)).encode()

    class Measurements(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/plain; version=0.0.4")
            self.end_headers()
            self.wfile.write(text)

        def log_message(self, format: str, *args: object) -> None:
            """Says nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Measurements) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield server.server_port
        finally:
            server.shutdown()
            thread.join(5)


@pytest.mark.real
@pytest.mark.slow
@pytest.mark.full
@pytest.mark.parametrize("series", [10, 10_000])
def test_the_series_in_memory_are_a_lower_bound_and_all_of_those_just_measured(
    place: Callable[[RealServer], Spot], tmp_path: Path, series: int
) -> None:
    require(prometheus.server.missing())
    spot = place(prometheus.server)
    with measured(series) as port:
        running = prometheus.start(spot, "open", port, series + BESIDE)
        try:
            answer = size_of(tmp_path, spot.port, "prometheus_open")
        finally:
            running.stop()
    assert answer == (series + BESIDE, True)
