"""Debian's rsyslog on loopback with TLS, with a configuration and a folder of its own."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from leftopen.demo.program import LOOPBACK, ServerProgram, free_ports
from tests.net.authority import Authority
from tests.servers.need import missing, program

MODULES = ("/usr/lib/rsyslog", "/usr/lib/x86_64-linux-gnu/rsyslog", "/usr/lib/aarch64-linux-gnu/rsyslog")


def lacking() -> str:
    """'' or what is not installed."""
    tls = any((Path(folder) / "lmnsd_ossl.so").exists() for folder in MODULES)
    return missing("rsyslogd") or ("" if tls else "rsyslog-openssl not installed")


@contextmanager
def rsyslog(folder: Path, authority: Authority) -> Iterator[tuple[int, Path]]:
    """Its port, and the file with a line for each message: severity, MSGID and text."""
    [port] = free_ports(1, random.SystemRandom())
    authority.server(LOOPBACK)
    pair, out = folder / f"{authority.name}-server.pem", folder / "received.log"
    config = folder / "rsyslog.conf"
    config.write_text(f"""
global(
  workDirectory="{folder}" maxMessageSize="64k"
  defaultNetstreamDriver="ossl" defaultNetstreamDriverCAFile="{folder}/{authority.name}.pem"
  defaultNetstreamDriverCertFile="{pair}" defaultNetstreamDriverKeyFile="{pair}"
)
module(load="imtcp" streamDriver.name="ossl" streamDriver.mode="1" streamDriver.authMode="anon")
template(name="line" type="string" string="%syslogseverity% %msgid% %msg%\\n")
ruleset(name="all") {{ action(type="omfile" file="{out}" template="line") }}
input(type="imtcp" address="{LOOPBACK}" port="{port}" ruleset="all")
""")
    command = [program("rsyslogd"), "-n", "-f", str(config), "-i", str(folder / "rsyslogd.pid")]
    server = ServerProgram(command, ports=(port,), log=folder / "rsyslogd.log")
    server.start()
    try:
        yield port, out
    finally:
        server.stop()
