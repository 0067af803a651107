"""Made-up content for the servers of the blind examination. Nobody in it exists."""

from __future__ import annotations

import json
import os
import struct
import time
import urllib.request
import zlib
from collections.abc import Iterator, Mapping, Sequence
from email.message import EmailMessage
from pathlib import Path

from leftopen.demo.program import LOOPBACK, ServerProgram
from tests.servers.real import Spot

PEOPLE = (
    ("Jan Vermolen", "j.vermolen@depot-example.org", "+31 20 555 0101", "Utrecht"),
    ("Mia Duvalle", "m.duvalle@depot-example.org", "+33 1 55 55 01 02", "Lyon"),
    ("Ada Kowalska", "a.kowalska@depot-example.org", "+48 22 555 01 03", "Gdynia"),
    ("Tom Okarin", "t.okarin@depot-example.org", "+44 20 7946 0104", "Leeds"),
)


def home(spot: Spot) -> Mapping[str, str]:
    """The environment of a program whose home is its own folder and that finds no proxy and no session."""
    kept = {name: os.environ[name] for name in ("PATH", "LANG") if name in os.environ}
    return {**kept, "HOME": str(spot.folder), "TMPDIR": str(spot.inside("tmp"))}


def served(
    spot: Spot, words: Sequence[str], *, ports: int = 1, env: Mapping[str, str] | None = None
) -> ServerProgram:
    """Starts a program that listens on the first `ports` ports of the spot."""
    listens, environ = spot.ports[:ports], {**home(spot), **(env or {})}
    program = ServerProgram(words, ports=listens, log=spot.folder / "log", env=environ)
    program.start()
    return program


def post(spot: Spot, path: str, body: object, headers: Mapping[str, str] | None = None) -> None:
    """Puts made-up content into the server through its own API. Raises OSError."""
    request = urllib.request.Request(
        f"http://{LOOPBACK}:{spot.port}{path}",
        data=json.dumps(body).encode(),
        headers={"Content-Type": "application/json", **(headers or {})},
    )
    with urllib.request.urlopen(request, timeout=20) as answer:
        answer.read()


def inside(folder: Path, words: Sequence[str]) -> list[str]:
    """The words that run a program in that folder, for one that serves the folder in which it runs."""
    return ["/bin/sh", "-c", 'cd "$0" && exec "$@"', str(folder), *words]


def files(folder: Path, names: Sequence[str]) -> Path:
    """Files of these names, each with a line of its own, in a folder that is made for them."""
    for name in names:
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(f"made up for an examination: {name}\n" * 40)
    return folder


def letters() -> Iterator[EmailMessage]:
    """A letter to each of `PEOPLE` about the shifts."""
    for name, mail, phone, city in PEOPLE:
        letter = EmailMessage()
        letter["From"] = "rota@depot-example.org"
        letter["To"] = f"{name} <{mail}>"
        letter["Subject"] = f"Your shifts in {city}"
        letter.set_content(f"Dear {name},\n\nwe will call you on {phone}.\n")
        yield letter


def picture(file: Path, shade: int) -> None:
    """A PNG of 64 by 64 points in one colour."""
    file.parent.mkdir(parents=True, exist_ok=True)
    rows = b"".join(b"\0" + bytes((shade % 256, 80, 90)) * 64 for _ in range(64))
    header = struct.pack(">IIBBBBB", 64, 64, 8, 2, 0, 0, 0)
    parts = [(b"IHDR", header), (b"IDAT", zlib.compress(rows)), (b"IEND", b"")]
    file.write_bytes(b"\x89PNG\r\n\x1a\n" + b"".join(map(_chunk, parts)))


def _chunk(part: tuple[bytes, bytes]) -> bytes:
    kind, data = part
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def access_log(file: Path, lines: int) -> None:
    """A web server's log, in the combined form, of today."""
    day = time.strftime("%d/%b/%Y")
    pages = ("/", "/stock/list", "/orders/new", "/staff/rota.pdf")
    file.write_text(
        "".join(
            f"198.51.100.{n % 40 + 1} - - [{day}:0{n % 9}:{n % 60:02}:00 +0000] "
            f'"GET {pages[n % 4]} HTTP/1.1" 200 '
            f'{900 + n} "-" "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"\n'
            for n in range(lines)
        )
    )
