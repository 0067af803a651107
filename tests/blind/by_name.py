"""A front that has the server under one host name only; the address's own site is a harmless page."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from leftopen.demo.program import LOOPBACK, ServerProgram
from tests.servers.certificate import self_signed
from tests.servers.front import front, password_file
from tests.servers.need import program
from tests.servers.real import Spot

HARMLESS = "<!doctype html><title>Welcome</title><p>Nothing is served here."
MODULES = "/usr/lib/apache2/modules"
APACHE = ["mpm_event", "authn_core", "authn_file", "authz_core", "authz_user", "auth_basic"]
APACHE += [
    "dir",
    "mime",
    "proxy",
    "proxy_http",
    "proxy_wstunnel",
    "socache_shmcb",
    "ssl",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """What a front needs to know. `user`: '' for a site without a password at the front."""

    spot: Spot
    behind: int
    host: str
    tls: bool
    user: str

    @property
    def port(self) -> int:
        return self.spot.ports[1] if self.tls else self.spot.port

    def certificate(self) -> tuple[Path, Path]:
        """For the domain's own site, and for the host that is not shown there."""
        return self_signed(self.spot.folder, f"www.{self.host.partition('.')[2]}", also=(self.host,))

    def served(self, words: Sequence[str]) -> ServerProgram:
        """That program on the site's port, not started."""
        home = {"HOME": str(self.spot.folder), "PATH": "/usr/sbin:/usr/bin:/sbin:/bin"}
        return ServerProgram(words, ports=(self.port,), log=self.spot.folder / "front.log", env=home)


def nginx(site: Site) -> ServerProgram:
    tls = password = ""
    listen = f"{LOOPBACK}:{site.port}"
    if site.tls:
        certificate, key = site.certificate()
        tls = f"ssl_certificate {certificate}; ssl_certificate_key {key};"
        listen += " ssl"
    if site.user:
        password = f'auth_basic "front"; auth_basic_user_file {password_file(site.spot, site.user)};'
    also = f"listen {listen};" if site.tls else ""
    does = f"""{also} {tls} default_type text/html; location / {{ return 200 "{HARMLESS}"; }}
  }}
  server {{
    listen {listen}; server_name {site.host}; {tls} {password}
    location / {{
      proxy_pass http://{LOOPBACK}:{site.behind}; proxy_http_version 1.1; proxy_set_header Host $http_host;
      proxy_set_header Upgrade $http_upgrade; proxy_set_header Connection $http_connection;
      proxy_set_header X-Forwarded-Proto $scheme;
    }}"""
    return front(site.spot, does)


def apache(site: Site) -> ServerProgram:
    folder = site.spot.folder
    (site.spot.inside("default") / "index.html").write_text(HARMLESS)
    loads = "\n".join(f"LoadModule {name}_module {MODULES}/mod_{name}.so" for name in APACHE)
    tls = password = ""
    if site.tls:
        certificate, key = site.certificate()
        tls = f"SSLEngine on\nSSLCertificateFile {certificate}\nSSLCertificateKeyFile {key}"
    if site.user:
        users = password_file(site.spot, site.user)
        password = (
            f'<Location "/">\nAuthType Basic\nAuthName "front"\nAuthUserFile {users}\n'
            "Require valid-user\n</Location>"
        )
    config = f"""ServerRoot "{folder}"
ServerName www.{site.host.partition(".")[2]}
Listen {LOOPBACK}:{site.port}
PidFile {folder}/apache.pid
ErrorLog {folder}/errors.log
DefaultRuntimeDir {folder}
{loads}
SSLSessionCache none
TypesConfig /etc/mime.types
DirectoryIndex index.html
ProxyPreserveHost On
<VirtualHost {LOOPBACK}:{site.port}>
{tls}
DocumentRoot "{folder}/default"
</VirtualHost>
<VirtualHost {LOOPBACK}:{site.port}>
ServerName {site.host}
{tls}
{password}
ProxyPass / http://{LOOPBACK}:{site.behind}/ upgrade=websocket
</VirtualHost>
"""
    words = [program("apache2"), "-D", "FOREGROUND", "-f", str(site.spot.private("apache.conf", config))]
    return site.served(words)


def caddy(site: Site) -> ServerProgram:
    tls = password = ""
    scheme = "https" if site.tls else "http"
    if site.tls:
        certificate, key = site.certificate()
        tls = f"tls {certificate} {key}"
    if site.user:
        words = [program("caddy"), "hash-password", "--plaintext", site.spot.password]
        digest = subprocess.run(words, capture_output=True, text=True, check=True).stdout.strip()
        password = f"basicauth {{\n    {site.user} {digest}\n  }}"
    config = f"""{{
  admin off
  auto_https off
}}
{scheme}://{site.host}:{site.port} {{
  bind {LOOPBACK}
  {tls}
  {password}
  reverse_proxy {LOOPBACK}:{site.behind}
}}
{scheme}://:{site.port} {{
  bind {LOOPBACK}
  {tls}
  header Content-Type text/html
  respond `{HARMLESS}`
}}
"""
    file = site.spot.private("Caddyfile", config)
    return site.served([program("caddy"), "run", "--adapter", "caddyfile", "--config", str(file)])


def haproxy(site: Site) -> ServerProgram:
    tls = password = users = ""
    if site.tls:
        certificate, key = site.certificate()
        both = site.spot.private("both.pem", certificate.read_text() + key.read_text())
        tls = f"ssl crt {both}"
    if site.user:
        users = f"userlist keepers\n  user {site.user} insecure-password {site.spot.password}\n"
        password = "http-request auth realm front if !{ http_auth(keepers) }"
    config = f"""global
  maxconn 200
defaults
  mode http
  timeout connect 5s
  timeout client 60s
  timeout server 60s
{users}frontend all
  bind {LOOPBACK}:{site.port} {tls}
  acl here hdr(host),field(1,:) -i {site.host}
  http-request return status 200 content-type text/html string "{HARMLESS}" unless here
  default_backend behind
backend behind
  {password}
  server one {LOOPBACK}:{site.behind}
"""
    file = site.spot.private("haproxy.cfg", config)
    return site.served([program("haproxy"), "-db", "-f", str(file)])


FRONTS: Mapping[str, Callable[[Site], ServerProgram]] = {
    "nginx": nginx,
    "apache": apache,
    "caddy": caddy,
    "haproxy": haproxy,
}
"""By what `fourth.tsv` calls them."""
PROGRAMS = {"nginx": "nginx", "apache": "apache2", "caddy": "caddy", "haproxy": "haproxy"}
