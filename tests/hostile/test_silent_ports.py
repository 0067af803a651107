"""A thousand ports of one host accept and say nothing: each gets a word, and the time is bounded."""

from __future__ import annotations

import selectors
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.durability.runs import Folder, done
from tests.pipeline.loopback import HOST

PORTS, DEADLINE, WORKERS = 1000, 2.0, 100
# Starting the program and its engine, and the sweep; a busy machine takes long for both.
OVERHEAD_S = 40.0


@contextmanager
def silent_ports(count: int) -> Iterator[list[int]]:
    """One thread accepts on all of them and reads until the other side hangs up."""
    stop = threading.Event()
    with selectors.DefaultSelector() as selector:
        for listener in (socket.create_server((HOST, 0), backlog=64) for _ in range(count)):
            listener.setblocking(False)
            selector.register(listener, selectors.EVENT_READ, True)
        thread = threading.Thread(target=accept_and_read, args=(selector, stop))
        thread.start()
        try:
            sockets = (key.fileobj for key in list(selector.get_map().values()) if key.data)
            yield [one.getsockname()[1] for one in sockets if isinstance(one, socket.socket)]
        finally:
            stop.set()
            thread.join()


def accept_and_read(selector: selectors.BaseSelector, stop: threading.Event) -> None:
    while not stop.is_set():
        for key, _ in selector.select(0.1):
            assert isinstance(key.fileobj, socket.socket)
            if key.data:
                selector.register(key.fileobj.accept()[0], selectors.EVENT_READ, False)
            elif not read(key.fileobj):
                selector.unregister(key.fileobj)
                key.fileobj.close()
    for key in list(selector.get_map().values()):
        assert isinstance(key.fileobj, socket.socket)
        key.fileobj.close()


def read(connection: socket.socket) -> bytes:
    try:
        return connection.recv(65536)
    except ConnectionResetError:
        return b""


@pytest.mark.slow
@pytest.mark.full
@pytest.mark.hostile("H1")
def test_a_thousand_silent_ports_cost_a_deadline_each_shared_among_the_workers(tmp_path: Path) -> None:
    settings = {"deadline": DEADLINE, "workers": WORKERS, "banner_wait": 0.2}
    folder = Folder(root=tmp_path, settings=settings)
    with silent_ports(PORTS) as ports:
        lines = done(folder, "scan", HOST, "--ports", ",".join(map(str, ports)), "--json")
    (summary,) = [line for line in lines if line["type"] == "summary"]
    print(f"\n{PORTS} silent ports: {summary['seconds']:.1f} s")
    assert summary["found"] == summary["talked"] == summary["unexamined"] == PORTS
    assert [(why["reason"], why["count"]) for why in summary["not_checked"]] == [("not_identified", PORTS)]
    assert summary["seconds"] < DEADLINE * PORTS / WORKERS + OVERHEAD_S
