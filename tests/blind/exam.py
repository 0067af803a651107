"""One server of the blind examination: the truth about it (`one.toml`, …), and how it starts."""

from __future__ import annotations

import importlib
import random
import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from leftopen.demo.program import LOOPBACK, ServerProgram, free_ports
from tests.blind import by_name, installed
from tests.servers.certificate import self_signed
from tests.servers.front import front, password_front
from tests.servers.need import missing, program
from tests.servers.real import Spot

HERE = Path(__file__).parent
USER = "examiner"

Start = Callable[[Spot, bool], Sequence[ServerProgram]]
"""Starts it on the first port of the spot, closed or open; gives the programs, to be stopped in reverse."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Exam:
    """A server and the truth about it, as a person would state it who knows what is in it.

    `front`: what stands before it: `plain` nothing, `tls` nginx that ends TLS, `proxy` nginx, `name` a front
    that has it under `host` only, `name_tls` the same with TLS and a certificate that also names `host`.
    `before` is the program of those two. `closed_by`: `own` password of its own, `front` a password at the
    front; for another protocol than HTTP, a front that asks for a client's certificate. `ask` and `shows`: a
    request, and the text of its answer that proves that it is readable; with a method that sends
    JSON, `ask` is the path, then that; for another protocol than HTTP `ask`
    is what is said, by lines, and for FTP the folder;
    for a WebSocket its path, then what is said, by lines; for MQTT the topics, by lines; for SMB the share.
    `redirecting_script` is a page by HTTP whose script
    gives cookies and leads on to where the text is.
    """

    name: str
    package: str
    registry: Literal["debian", "pypi", "npm"]
    kind: str
    front: Literal["plain", "tls", "proxy", "name", "name_tls"]
    closed_by: Literal["own", "front"]
    readable: Literal["yes", "empty", "no"]
    reached: str
    holds: str
    intent: Literal["left_open", "undetermined", "published"]
    why: str
    ask: str
    shows: str
    also: tuple[str, ...] = ()
    speaks: Literal["http", "irc", "lines", "ftp", "websocket", "redirecting_script", "mqtt", "smb"] = "http"
    programs: tuple[str, ...] = ()
    before: Literal["nginx", "apache", "caddy", "haproxy"] = "nginx"
    host: str = ""
    method: str = "GET"

    @property
    def version(self) -> str:
        return installed.version_of(self.registry, self.package)

    @property
    def tls(self) -> bool:
        return self.front in ("tls", "name_tls")

    @property
    def handed(self) -> tuple[str, ...]:
        """The names given to the program by a list; that of `name_tls` stands in the certificate."""
        return (self.host,) if self.front == "name" else ()

    @property
    def domains(self) -> tuple[str, ...]:
        """Those of the organisation for which it is looked at, as a person records them: a name that only a
        certificate says is asked below these."""
        return (self.host.partition(".")[2],) if self.front == "name_tls" else ()

    @property
    def is_http(self) -> bool:
        return self.speaks in ("http", "websocket", "redirecting_script")

    def missing(self) -> str:
        """'' or what is not installed."""
        packages = (self.package, *self.also)
        lacking = [installed.missing(self.registry, name) for name in packages]
        return "; ".join(
            filter(None, [*lacking, missing("nginx", by_name.PROGRAMS[self.before], *self.programs)])
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A server that runs: `port` is the one to look at; `ports` are the program's own."""

    exam: Exam
    port: int
    password: str
    ports: tuple[int, ...]

    @property
    def ask(self) -> str:
        """The request of the proof, with the ports that its text names."""
        return self.exam.ask.replace("{2}", str(self.ports[2])).replace("{3}", str(self.ports[3]))


def exams(which: str) -> tuple[Exam, ...]:
    """All of the set `one`, `two`, `three`, `four` or `five`, in the order drawn."""
    table = tomllib.loads((HERE / f"{which}.toml").read_text())
    return tuple(Exam(name=name, **_fields(one)) for name, one in table.items())


def _fields(one: Mapping[str, Any]) -> dict[str, Any]:
    lists = {name: tuple(words) for name, words in one.items() if isinstance(words, list)}
    return {**one, **lists}


def start_of(exam: Exam) -> Start:
    """What its file of `programs` binds."""
    found: Start = importlib.import_module(f"tests.blind.programs.{exam.name}").start
    return found


@contextmanager
def standing(exam: Exam, folder: Path, *, closed: bool) -> Iterator[Standing]:
    """The server with its made-up content and what stands before it, for the length of a `with`."""
    ports = free_ports(7, random.SystemRandom())
    behind = Spot(folder=_made(folder / "program"), ports=tuple(ports[2:]))
    programs: list[ServerProgram] = []
    try:
        programs += start_of(exam)(behind, closed and exam.closed_by == "own")
        locked = closed and exam.closed_by == "front"
        before = Spot(folder=_made(folder / "front"), ports=tuple(ports[:2]), password=behind.password)
        stands = _before(exam, before, behind.port, locked=locked)
        if stands is not None:
            stands.start()
            programs.append(stands)
        seen = behind.port if stands is None else before.port if not exam.tls else before.ports[1]
        yield Standing(exam=exam, port=seen, password=behind.password, ports=behind.ports)
    finally:
        for program in reversed(programs):
            program.stop()


def _made(folder: Path) -> Path:
    folder.mkdir()
    return folder


def _before(exam: Exam, spot: Spot, behind: int, *, locked: bool) -> ServerProgram | None:
    """The exam's front, not started; with TLS on the spot's second port, otherwise on its first."""
    if not exam.is_http:
        return certificate_front(spot, behind) if locked else None
    if exam.host:
        user = USER if locked else ""
        site = by_name.Site(spot=spot, behind=behind, host=exam.host, tls=exam.tls, user=user)
        return by_name.FRONTS[exam.before](site)
    if exam.front == "plain":
        return password_front(spot, behind, USER) if locked else None
    password = ""
    if locked:
        password_front(spot, behind, USER)
        password = f'auth_basic "front"; auth_basic_user_file {spot.folder}/htpasswd;'
    tls = ""
    if exam.tls:
        certificate, key = self_signed(spot.folder, "files.depot-example.org")
        tls = f"listen {LOOPBACK}:{spot.ports[1]} ssl;"
        tls += f" ssl_certificate {certificate}; ssl_certificate_key {key};"
    upgrade = ""
    if exam.speaks == "websocket":
        upgrade = 'proxy_set_header Upgrade $http_upgrade; proxy_set_header Connection "upgrade";'
    return front(
        spot,
        f"""{tls} {password}
    location / {{
      proxy_pass http://{LOOPBACK}:{behind}; proxy_http_version 1.1; proxy_set_header Host $http_host;
      proxy_set_header X-Forwarded-For $remote_addr; proxy_set_header X-Forwarded-Proto $scheme;
      {upgrade}
    }}""",
    )


def certificate_front(spot: Spot, behind: int) -> ServerProgram:
    """HAProxy on the spot's first port, which lets nobody through without a certificate of its own issuer."""
    certificate, key = self_signed(spot.folder, "files.depot-example.org")
    both = spot.private("both.pem", certificate.read_text() + key.read_text())
    config = f"""global
  maxconn 100
defaults
  mode tcp
  timeout connect 5s
  timeout client 60s
  timeout server 60s
frontend all
  bind {LOOPBACK}:{spot.port} ssl crt {both} ca-file {certificate} verify required
  default_backend behind
backend behind
  server one {LOOPBACK}:{behind}
"""
    words = [program("haproxy"), "-db", "-f", str(spot.private("haproxy.cfg", config))]
    return ServerProgram(words, ports=(spot.port,), log=spot.folder / "front.log")
