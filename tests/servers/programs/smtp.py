"""aiosmtpd, a mail server in Python that throws every mail away, with STARTTLS and without: never sent to."""

from __future__ import annotations

import sys
from importlib.util import find_spec

from leftopen.demo.program import LOOPBACK, ServerProgram
from tests.servers.certificate import self_signed
from tests.servers.real import RealServer, Running, Spot


def start(spot: Spot, mode: str) -> Running:
    options = ["-n", "-l", f"{LOOPBACK}:{spot.port}"]
    if mode == "starttls":
        certificate, key = self_signed(spot.folder)
        options += ["--tlscert", str(certificate), "--tlskey", str(key)]
    sink = ["-c", "aiosmtpd.handlers.Debugging", "stdout"]
    log = spot.folder / "aiosmtpd.log"
    program = ServerProgram(
        [sys.executable, "-u", "-m", "aiosmtpd", *options, *sink], ports=(spot.port,), log=log
    )
    program.start()
    return Running(
        port=spot.port, programs=(program,), digest=lambda: str("MESSAGE FOLLOWS" in log.read_text())
    )


server = RealServer(
    name="smtp",
    module="smtp",
    product="aiosmtpd",
    modes={"open": None, "starttls": None},
    missing=lambda: "" if find_spec("aiosmtpd") else "aiosmtpd not installed (extra: demo)",
    start=start,
)
