"""Debian's ZooKeeper alone: closed by an access list on the root, or by asking that sessions authenticate.

The harness fills, looks and sets the list as the `super` user of its own random password.
"""

from __future__ import annotations

import base64
import contextlib
import hashlib
import socket
import time
from pathlib import Path
from types import TracebackType

from leftopen.demo.program import LOOPBACK, ProgramFailed, ServerProgram
from tests.servers.need import missing, program
from tests.servers.real import EMPTY, FORBIDDEN, OPEN, PASSWORD, RealServer, Running, Spot

NODES = 25
JARS = "/usr/share/java/zookeeper.jar:/usr/share/java/slf4j-nop.jar"
MAIN = "org.apache.zookeeper.server.quorum.QuorumPeerMain"
CREATE, GET_DATA, SET_ACL, GET_CHILDREN2, MULTI, CLOSE, AUTH = 1, 4, 7, 12, 14, -11, 100
EVERYTHING = 31


def start(spot: Spot, mode: str, nodes: int = NODES) -> Running:
    data = spot.inside("empty" if mode == "empty" else "full")
    fresh = not any(data.iterdir())
    config = spot.private("zoo.cfg", _config(spot, str(data), mode))
    server = ServerProgram(_command(spot, str(config)), ports=(spot.port,), log=spot.folder / "zookeeper.log")
    server.start()
    try:
        _set_up(spot, mode, nodes if fresh and mode != "empty" else 0)
    except BaseException:
        server.stop()
        raise
    return Running(port=spot.port, programs=(server,), digest=lambda: digest(spot))


def _command(spot: Spot, config: str) -> list[str]:
    secret = base64.b64encode(hashlib.sha1(f"super:{spot.password}".encode()).digest()).decode()
    return [
        program("java"), "-Xmx128m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1",
        f"-Dzookeeper.DigestAuthenticationProvider.superDigest=super:{secret}", "-cp", JARS, MAIN, config,
    ]  # fmt: skip


def _config(spot: Spot, data: str, mode: str) -> str:
    lines = [f"dataDir={data}", f"clientPort={spot.port}", f"clientPortAddress={LOOPBACK}", "tickTime=2000"]
    lines += ["admin.enableServer=false", "forceSync=no", "preAllocSize=1024", "maxClientCnxns=0"]
    lines.append(f"4lw.commands.whitelist={'srvr' if mode == 'closed' else 'srvr, mntr'}")
    if mode == "password":
        lines += ["enforce.auth.enabled=true", "enforce.auth.schemes=digest"]
    return "\n".join(lines) + "\n"


def _set_up(spot: Spot, mode: str, nodes: int) -> None:
    """Waits until it serves, makes the nodes in one step each thousand, and sets the root's list."""
    until = time.monotonic() + 60
    while b"Zookeeper version" not in word(spot, b"srvr"):
        if time.monotonic() > until:
            raise ProgramFailed("zookeeper does not serve")
        time.sleep(0.05)
    with Session(spot) as session:
        for begin in range(0, nodes, 1000):
            session.make([f"/made-up-{number:07d}" for number in range(begin, min(begin + 1000, nodes))])
        who = _text("digest") + _text("harness:x") if mode == "closed" else _text("world") + _text("anyone")
        acl = _number(1) + _number(EVERYTHING) + who
        session.ask(SET_ACL, _text("/") + acl + _number(-1))


class Session:
    """One session as `super`; its questions raise RuntimeError with the server's code."""

    def __init__(self, spot: Spot) -> None:
        self._link = socket.create_connection((LOOPBACK, spot.port), timeout=60)
        connect = _number(0) + bytes(8) + _number(10_000) + bytes(8) + _number(16) + bytes(16) + b"\0"
        self._send(connect)
        self._frame()
        self.ask(AUTH, _number(0) + _text("digest") + _text(f"super:{spot.password}"), number=-4)

    def __enter__(self) -> Session:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._send(_number(9) + _number(CLOSE))
        self._link.close()

    def make(self, paths: list[str]) -> None:
        """Nodes that anyone may do anything with, all or none."""
        acl = _number(1) + _number(EVERYTHING) + _text("world") + _text("anyone")
        steps = [
            _number(CREATE) + b"\0" + _number(-1) + _text(path) + _text("value") + acl + _number(0)
            for path in paths
        ]
        self.ask(MULTI, b"".join(steps) + _number(-1) + b"\1" + _number(-1))

    def ask(self, kind: int, body: bytes, number: int = 1) -> bytes:
        self._send(_number(number) + _number(kind) + body)
        reply = self._frame()
        error = int.from_bytes(reply[12:16], "big", signed=True)
        if error:
            raise RuntimeError(f"ZooKeeper says {error} to {kind}")
        return reply[16:]

    def _send(self, body: bytes) -> None:
        self._link.sendall(_number(len(body)) + body)

    def _frame(self) -> bytes:
        return self._exactly(int.from_bytes(self._exactly(4), "big"))

    def _exactly(self, size: int) -> bytes:
        heard = b""
        while len(heard) < size:
            part = self._link.recv(size - len(heard))
            if not part:
                raise RuntimeError("ZooKeeper hung up")
            heard += part
        return heard


def word(spot: Spot, answer: bytes) -> bytes:
    """The answer to a four-letter word; what came of it within two seconds, for a server that just starts."""
    heard = b""
    with contextlib.suppress(OSError), socket.create_connection((LOOPBACK, spot.port), timeout=2) as link:
        link.sendall(answer)
        while part := link.recv(65536):
            heard += part
    return heard


def digest(spot: Spot) -> str:
    """The names below the root, and each node's value with the times and versions of its changes."""
    with Session(spot) as session:
        answer = session.ask(GET_CHILDREN2, _text("/") + b"\0")
        names, rest = [], answer[4:]
        for _ in range(int.from_bytes(answer[:4], "big")):
            size = int.from_bytes(rest[:4], "big")
            names.append(rest[4 : 4 + size].decode())
            rest = rest[4 + size :]
        values = [session.ask(GET_DATA, _text(f"/{name}") + b"\0") for name in sorted(names)]
    return f"{len(names)} {hashlib.sha256(repr((sorted(names), values)).encode()).hexdigest()}"


def _number(value: int) -> bytes:
    return value.to_bytes(4, "big", signed=True)


def _text(plain: str) -> bytes:
    return _number(len(plain)) + plain.encode()


def _missing() -> str:
    jars = all(Path(jar).exists() for jar in JARS.split(":"))
    return missing("java") or ("" if jars else "zookeeper not installed")


server = RealServer(
    name="zookeeper",
    module="zookeeper",
    product="ZooKeeper",
    check="zookeeper_open",
    modes={"open": OPEN, "closed": FORBIDDEN, "password": PASSWORD, "empty": EMPTY},
    missing=_missing,
    start=start,
    records=NODES,
    heavy=True,
)
