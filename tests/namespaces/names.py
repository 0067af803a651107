"""A name server that changes its mind, in a namespace that asks nobody else."""

from __future__ import annotations

import shutil
import socket
import struct
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.servers.namespaces import Namespace

A, AAAA = 1, 28


@dataclass(slots=True, kw_only=True)
class Names:
    """`answers` are the addresses of every name, one a question, the last one for ever; `asked` the questions
    for IPv4 addresses that came."""

    answers: Sequence[str]
    asked: list[str] = field(default_factory=list)

    def reply(self, question: bytes) -> bytes:
        name, end = [], 12
        while question[end]:
            name.append(question[end + 1 : end + 1 + question[end]].decode())
            end += question[end] + 1
        kind = struct.unpack_from("!H", question, end + 1)[0]
        address = b""
        if kind == A:
            address = socket.inet_aton(self.answers[min(len(self.asked), len(self.answers) - 1)])
            self.asked.append(".".join(name))
        head = question[:2] + struct.pack("!HHHHH", 0x8180, 1, bool(address), 0, 0)
        # Valid for no time at all, so that whoever asks again is told anew.
        record = b"\xc0\x0c" + struct.pack("!HHIH", A, 1, 0, 4) + address if address else b""
        return head + question[12 : end + 5] + record


@contextmanager
def name_server(host: Namespace, *answers: str) -> Iterator[Names]:
    """Answers on the namespace's own loopback; programs that are run inside ask it and nobody else."""
    names = Names(answers=answers)
    folder = Path("/etc/netns") / host.name
    folder.mkdir(parents=True)
    (folder / "resolv.conf").write_text("nameserver 127.0.0.1\noptions attempts:1 timeout:2\n")
    (folder / "nsswitch.conf").write_text("hosts: dns\n")
    server = host.within(lambda: socket.socket(socket.AF_INET, socket.SOCK_DGRAM))
    server.bind(("127.0.0.1", 53))
    server.settimeout(0.1)
    done = threading.Event()

    def serve() -> None:
        while not done.is_set():
            try:
                question, whom = server.recvfrom(1500)
            except TimeoutError:
                continue
            server.sendto(names.reply(question), whom)

    serving = threading.Thread(target=serve)
    serving.start()
    try:
        yield names
    finally:
        done.set()
        serving.join()
        server.close()
        shutil.rmtree(folder)
