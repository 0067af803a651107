"""The same rows and questions in PostgreSQL, with the indexes that a self-made search engine would have."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.servers.programs import postgresql
from tests.servers.real import running, spot

COLUMNS = ("timestamp", "address", "port", "country", "org", "product", "http_title", "data", "blocks")
SCHEMA = """
CREATE EXTENSION pg_trgm;
CREATE TABLE banners (timestamp timestamptz, address inet, port int, country text, org text, product text,
    http_title text, data text, blocks text,
    words tsvector GENERATED ALWAYS AS (to_tsvector('simple', data)) STORED);
"""
INDEXES = """
CREATE INDEX ON banners (timestamp);
CREATE INDEX ON banners (address);
CREATE INDEX ON banners (country);
CREATE INDEX ON banners USING gin (words);
CREATE INDEX ON banners (port);
CREATE INDEX ON banners (product);
CREATE INDEX ON banners USING gin (org gin_trgm_ops);
ANALYZE banners;
"""
# With its default of 4 MB it forgets which rows an index named, and reads a thousand times as many.
MEMORY = "SET work_mem = '256MB'; SET maintenance_work_mem = '512MB';"
TIME = re.compile(r"^Time: ([0-9.]+) ms", re.MULTILINE)
LONGEST_S = 1500


@dataclass(frozen=True, slots=True, kw_only=True)
class Peer:
    """A started server with its own folder."""

    folder: Path

    def run(self, script: Iterable[bytes]) -> str:
        """What psql says to these lines. Raises subprocess.CalledProcessError."""
        command = [
            postgresql._installed("psql"), "--host", str(self.folder / "data"), "--username", "harness",
            "--port", str(self._port), "--dbname", "postgres", "--no-psqlrc", "--quiet", "--tuples-only",
            "--set", "ON_ERROR_STOP=1",
        ]  # fmt: skip
        process = subprocess.Popen(
            ["timeout", str(LONGEST_S), *postgresql._as_user(command)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=self.folder, env={"LC_ALL": "C.UTF-8"},
        )  # fmt: skip
        assert process.stdin is not None
        assert process.stdout is not None
        with process.stdout, process.stdin:
            for part in script:
                process.stdin.write(part)
            process.stdin.close()
            answer = process.stdout.read().decode()
        if process.wait():
            raise subprocess.CalledProcessError(process.returncode, "psql")
        return answer

    def load(self, chunks: Iterable[bytes]) -> None:
        self.run([SCHEMA.encode()])
        self.run(_copy(chunks))
        self.run([MEMORY.encode(), INDEXES.encode()])

    def times_ms(self, questions: Sequence[str]) -> list[float]:
        """By psql's own clock, the answer read; each question once before, so that both sides are warm."""
        answer = self.run(
            [MEMORY.encode(), b"\n\\timing on\n\\o /dev/null\n", *(f"{one};\n".encode() for one in questions)]
        )
        return [float(found) for found in TIME.findall(answer)]

    @property
    def _port(self) -> int:
        return int((self.folder / "port").read_text())


@contextmanager
def peer(folder: Path) -> Iterator[Peer]:
    folder.mkdir()
    where = spot(postgresql.server, folder)
    with running(postgresql.server, where, "open") as up:
        (folder / "port").write_text(str(up.port))
        yield Peer(folder=folder)


def _copy(chunks: Iterable[bytes]) -> Iterator[bytes]:
    yield f"COPY banners ({', '.join(COLUMNS)}) FROM STDIN;\n".encode()
    for chunk in chunks:
        rows = (json.loads(line) for line in chunk.splitlines())
        yield "".join("\t".join(_text(row[name]) for name in COLUMNS) + "\n" for row in rows).encode()
    yield b"\\.\n"


def _text(value: object) -> str:
    text = str(value).removeprefix("::ffff:").replace("\\", "\\\\")
    return text.replace("\t", "\\t").replace("\n", "\\n").replace("\r", "\\r")
