"""Two hundred sites under names at twenty addresses of loopback, on real servers, with a log of what each
was asked."""

from __future__ import annotations

import json
import random
import re
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from leftopen.demo.program import LOOPBACK, ServerProgram, free_ports
from tests.blind.by_name import APACHE, MODULES
from tests.servers.certificate import self_signed
from tests.servers.need import program
from tests.servers.real import Spot

KINDS = ("nginx",) * 8 + ("apache2",) * 4 + ("caddy",) * 3 + ("haproxy",) * 3 + ("stunnel4",) * 2
"""What answers at each of the twenty addresses. The sites of the last two are nginx's."""
OPEN, PAGES, ALIASES = 4, 4, 2
FOLDER = 2
"""The number of the host whose default site is an open folder; that of the others is a page."""
WHAT = ("rowing club", "bakery", "chess circle", "brass band")
DOMAIN, ELSEWHERE = "quay-example.org", "example.net"
WELCOME = "<!doctype html><title>Welcome</title><p>Nothing is served here."


@dataclass(frozen=True, slots=True, kw_only=True)
class Host:
    """One address with ten names: open folders, pages, and names of its default site. Where it has TLS, only
    its certificate tells them."""

    number: int
    kind: str
    spot: Spot

    @property
    def address(self) -> str:
        return f"127.0.30.{self.number + 1}"

    @property
    def tls(self) -> bool:
        return self.kind == "stunnel4" or self.number % 2 == 1

    def names(self, kind: str, count: int) -> list[str]:
        return [f"{kind}{at}.h{self.number}.{DOMAIN}" for at in range(count)]

    @property
    def open(self) -> list[str]:
        return self.names("files", OPEN)

    @property
    def pages(self) -> list[str]:
        return self.names("club", PAGES)

    @property
    def aliases(self) -> list[str]:
        return self.names("www", ALIASES)

    @property
    def every(self) -> list[str]:
        return [*self.open, *self.pages, *self.aliases]

    @property
    def elsewhere(self) -> str:
        """Of another organisation; stands in the certificate, too."""
        return f"shop.h{self.number}.{ELSEWHERE}"

    @property
    def own_name(self) -> str:
        """That of its certificate."""
        return f"host{self.number}.{DOMAIN}"

    @property
    def default(self) -> str:
        """The folder of its default site."""
        return "folder" if self.number == FOLDER else "default"

    @property
    def behind(self) -> int:
        """The port of nginx where another program answers for it."""
        return self.spot.ports[2 + self.number]

    @property
    def certificate(self) -> Path:
        """One file with the key."""
        return self.spot.folder / f"tls{self.number}" / "both.pem"

    def make(self) -> None:
        """Its files."""
        for name in (*self.open, *([self.default] if self.number == FOLDER else [])):
            folder = self.spot.inside(name)
            (folder / f"customers-{name[:8]}.csv").write_text("name,city\nAda Example,Bergen\n" * 9)
            (folder / "accounts-2023.sql").write_text(f"CREATE TABLE {name[:6]} (id int);\n" * 9)
            (folder / "minutes.txt").write_text(f"{name}: nothing was decided.\n")
        for name, what in zip(self.pages, WHAT, strict=True):
            text = f"<!doctype html><title>The {what} of house {self.number}</title><p>We meet at the {what}."
            (self.spot.inside(name) / "index.html").write_text(text)
        (self.spot.inside("default") / "index.html").write_text(WELCOME)
        self.certificate.parent.mkdir()
        pair = self_signed(self.certificate.parent, self.own_name, also=(*self.every, self.elsewhere))
        self.certificate.write_text("".join(part.read_text() for part in pair))


def hosts(folder: Path) -> list[Host]:
    """The twenty, with the same port at each address: the spot's first."""
    folder.mkdir()
    spot = Spot(folder=folder, ports=tuple(free_ports(2 + len(KINDS) + 5, random.SystemRandom())))
    made = [Host(number=number, kind=kind, spot=spot) for number, kind in enumerate(KINDS)]
    for host in made:
        host.make()
    return made


@contextmanager
def served(every: list[Host]) -> Iterator[None]:
    """All of them, for the length of a `with`. Each program also listens on a port of its own at 127.0.0.1,
    by which one sees that it has started."""
    spot = every[0].spot
    with ExitStack() as stack:
        for at, (name, config) in enumerate(CONFIGS.items()):
            words = config(every, spot.ports[-1 - at])
            home = {"HOME": str(spot.folder), "PATH": "/usr/sbin:/usr/bin:/sbin:/bin"}
            log = spot.folder / f"{name}.out"
            one = ServerProgram(words, ports=(spot.ports[-1 - at],), log=log, env=home)
            stack.callback(one.stop)
            one.start()
        yield


def asked(folder: Path) -> Counter[str]:
    """How many requests each host name got, by the servers' own logs."""
    lines = [line for name in ("nginx", "apache2") for line in _lines(folder / f"{name}.log")]
    lines += [json.loads(line)["request"]["host"] for line in _lines(folder / "caddy.log")]
    return Counter(re.sub(r":\d+$", "", line) for line in lines)


def _lines(file: Path) -> list[str]:
    return file.read_text().splitlines() if file.exists() else []


def _nginx(every: list[Host], own: int) -> list[str]:
    spot, servers = every[0].spot, [f"server {{ listen {LOOPBACK}:{own}; access_log off; }}"]
    for host in every:
        if host.kind in ("apache2", "caddy"):
            continue
        direct = host.kind == "nginx"
        listen = f"{host.address}:{spot.port}" if direct else f"{LOOPBACK}:{host.behind}"
        tls = f"ssl_certificate {host.certificate}; ssl_certificate_key {host.certificate};"
        tls = tls if direct and host.tls else ""
        for name in (host.default, *host.open, *host.pages):
            also = " default_server" if name == host.default else ""
            servers.append(
                f"server {{ listen {listen}{' ssl' if tls else ''}{also}; server_name {name}; {tls}\n"
                f"  location / {{ root {spot.folder}/{name}; autoindex on; }} }}"
            )
    temporary = "".join(
        f"{kind}_temp_path {spot.inside('tmp')}/{kind}; "
        for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    every_server = "\n".join(servers)
    config = f"""daemon off; master_process off; pid {spot.folder}/nginx.pid; error_log stderr;
events {{ worker_connections 900; }}
http {{
  log_format hosts '$http_host'; access_log {spot.folder}/nginx.log hosts; default_type text/plain;
  types {{ text/html html; text/csv csv; }} server_names_hash_bucket_size 128; {temporary}
  {every_server}
}}
"""
    file = spot.private("nginx.conf", config)
    return [program("nginx"), "-p", str(spot.folder), "-e", "stderr", "-c", str(file)]


def _apache(every: list[Host], own: int) -> list[str]:
    spot, mine = every[0].spot, [host for host in every if host.kind == "apache2"]
    loads = "\n".join(
        f"LoadModule {name}_module {MODULES}/mod_{name}.so" for name in (*APACHE, "autoindex", "authz_host")
    )
    sites = []
    for host in mine:
        tls = f"SSLEngine on\nSSLCertificateFile {host.certificate}" if host.tls else ""
        for name in ("default", *host.open, *host.pages):
            sites.append(
                f"<VirtualHost {host.address}:{spot.port}>\nServerName {name}\n{tls}\n"
                f'DocumentRoot "{spot.folder}/{name}"\n</VirtualHost>'
            )
    listens = "\n".join(f"Listen {host.address}:{spot.port}" for host in mine)
    every_site = "\n".join(sites)
    config = f"""ServerRoot "{spot.folder}"
ServerName localhost
Listen {LOOPBACK}:{own}
{listens}
PidFile {spot.folder}/apache.pid
ErrorLog {spot.folder}/errors.log
DefaultRuntimeDir {spot.folder}
{loads}
LogFormat "%{{Host}}i" hosts
GlobalLog {spot.folder}/apache2.log hosts
SSLSessionCache none
TypesConfig /etc/mime.types
DirectoryIndex index.html
<Directory "{spot.folder}">
Options +Indexes
Require all granted
</Directory>
{every_site}
"""
    return [program("apache2"), "-D", "FOREGROUND", "-f", str(spot.private("apache.conf", config))]


def _caddy(every: list[Host], own: int) -> list[str]:
    spot = every[0].spot
    sites = [f"http://{LOOPBACK}:{own} {{\n  bind {LOOPBACK}\n  respond here\n}}"]
    for host in every:
        if host.kind != "caddy":
            continue
        scheme = "https" if host.tls else "http"
        tls = f"tls {host.certificate} {host.certificate}" if host.tls else ""
        for name in ("", *host.open, *host.pages):
            sites.append(
                f"{scheme}://{name}:{spot.port} {{\n  bind {host.address}\n  {tls}\n"
                f"  root * {spot.folder}/{name or 'default'}\n  file_server browse\n"
                f"  log {{\n    output file {spot.folder}/caddy.log\n  }}\n}}"
            )
    config = "{\n  admin off\n  auto_https off\n}\n" + "\n".join(sites) + "\n"
    file = spot.private("Caddyfile", config)
    return [program("caddy"), "run", "--adapter", "caddyfile", "--config", str(file)]


def _haproxy(every: list[Host], own: int) -> list[str]:
    spot, parts = every[0].spot, [f"frontend own\n  bind {LOOPBACK}:{own}"]
    for host in every:
        if host.kind == "haproxy":
            tls = f"ssl crt {host.certificate}" if host.tls else ""
            parts.append(
                f"listen h{host.number}\n  bind {host.address}:{spot.port} {tls}\n"
                f"  server nginx {LOOPBACK}:{host.behind}"
            )
    limits = "timeout connect 5s\n  timeout client 60s\n  timeout server 60s"
    config = f"global\n  maxconn 400\ndefaults\n  mode http\n  {limits}\n" + "\n".join(parts) + "\n"
    return [program("haproxy"), "-db", "-f", str(spot.private("haproxy.cfg", config))]


def _stunnel(every: list[Host], own: int) -> list[str]:
    spot = every[0].spot
    parts = [f"[own]\naccept = {LOOPBACK}:{own}\nconnect = {LOOPBACK}:{own}\ncert = {every[0].certificate}"]
    parts += [
        f"[h{host.number}]\naccept = {host.address}:{spot.port}\nconnect = {LOOPBACK}:{host.behind}\n"
        f"cert = {host.certificate}"
        for host in every
        if host.kind == "stunnel4"
    ]
    config = f"foreground = yes\npid = {spot.folder}/stunnel.pid\n" + "\n".join(parts) + "\n"
    return [program("stunnel4"), str(spot.private("stunnel.conf", config))]


CONFIGS = {
    "nginx": _nginx, "apache2": _apache, "caddy": _caddy, "haproxy": _haproxy, "stunnel4": _stunnel,
}  # fmt: skip
"""The words that start each program."""
