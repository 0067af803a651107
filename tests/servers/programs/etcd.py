"""Debian's etcd, one member: closed by turning its authentication on, over the same data.

The harness turns it on and off, and looks, as the user `root` whom it makes at the first start.
"""

from __future__ import annotations

import base64
import hashlib
import json
import urllib.error
import urllib.request
from collections.abc import Mapping

from leftopen.demo.program import LOOPBACK, ServerProgram
from tests.servers.need import missing, program
from tests.servers.real import EMPTY, OPEN, PASSWORD, RealServer, Running, Spot

KEYS = 25
TXN = 2000
"""Operations in one transaction; etcd itself takes 128 unless told otherwise."""


def start(spot: Spot, mode: str, keys: int = KEYS) -> Running:
    data = spot.inside("empty" if mode == "empty" else "full")
    fresh = not (data / "member").exists()
    server = ServerProgram(_command(spot, str(data)), ports=spot.ports, log=spot.folder / "etcd.log")
    server.start()
    try:
        _set_up(spot, mode, fresh, keys)
    except BaseException:
        server.stop()
        raise
    return Running(port=spot.port, programs=(server,), digest=lambda: _digest(spot, mode))


def _set_up(spot: Spot, mode: str, fresh: bool, keys: int) -> None:
    if fresh and mode != "empty":
        _fill(spot, keys)
        ask(spot, "/v3/auth/user/add", {"name": "root", "password": spot.password})
        ask(spot, "/v3/auth/role/add", {"name": "root"})
        ask(spot, "/v3/auth/user/grant", {"user": "root", "role": "root"})
        (spot.folder / "locked").write_text("no")
    locked = mode == "closed"
    if mode == "empty" or ((spot.folder / "locked").read_text() == "yes") == locked:
        return
    if locked:
        ask(spot, "/v3/auth/enable", {})
    else:
        ask(spot, "/v3/auth/disable", {}, _token(spot))
    (spot.folder / "locked").write_text("yes" if locked else "no")


def _fill(spot: Spot, keys: int) -> None:
    for begin in range(0, keys, TXN):
        numbers = range(begin, min(begin + TXN, keys))
        puts = [
            {"requestPut": {"key": _text(f"made-up/{number:07d}"), "value": _text(f"value {number}")}}
            for number in numbers
        ]
        ask(spot, "/v3/kv/txn", {"success": puts})


def _command(spot: Spot, data: str) -> list[str]:
    client, peer = (f"http://{LOOPBACK}:{port}" for port in spot.ports)
    return [
        program("etcd"), "--name", "made-up", "--data-dir", data, "--unsafe-no-fsync",
        "--listen-client-urls", client, "--advertise-client-urls", client,
        "--listen-peer-urls", peer, "--initial-advertise-peer-urls", peer,
        "--initial-cluster", f"made-up={peer}", "--log-level", "error", "--max-txn-ops", str(TXN),
    ]  # fmt: skip


def _digest(spot: Spot, mode: str) -> str:
    """Every key and value with the revisions in which they were made, and the store's own revision."""
    token = _token(spot) if mode == "closed" else ""
    answer = ask(spot, "/v3/kv/range", {"key": "AA==", "range_end": "AA=="}, token)
    header = answer["header"]
    assert isinstance(header, dict)
    entries = hashlib.sha256(json.dumps(answer.get("kvs", [])).encode()).hexdigest()
    return f"{header['revision']} {answer.get('count', 0)} {entries}"


def _token(spot: Spot) -> str:
    answer = ask(spot, "/v3/auth/authenticate", {"name": "root", "password": spot.password})
    return str(answer["token"])


def ask(spot: Spot, path: str, body: Mapping[str, object], token: str = "") -> dict[str, object]:
    """One call of the interface; an error raises RuntimeError with what it says."""
    request = urllib.request.Request(
        f"http://{LOOPBACK}:{spot.port}{path}",
        data=json.dumps(body).encode(),
        headers={"Authorization": token} if token else {},
    )
    try:
        with urllib.request.urlopen(request, timeout=60) as reply:
            answer = json.load(reply)
    except urllib.error.HTTPError as refused:
        with refused:
            raise RuntimeError(refused.read().decode()) from refused
    assert isinstance(answer, dict)
    return answer


def _text(plain: str) -> str:
    return base64.b64encode(plain.encode()).decode()


server = RealServer(
    name="etcd",
    module="etcd",
    product="etcd",
    check="etcd_open",
    modes={"open": OPEN, "closed": PASSWORD, "empty": EMPTY},
    missing=lambda: missing("etcd"),
    start=start,
    records=KEYS,
    ports=2,
)
