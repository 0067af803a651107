"""Debian's OpenLDAP server: closed by requiring a bind, by an access list that lets strangers only log in, or
by one that shows them nothing.

`disallow bind_anon` alone refuses the bind and answers the search (mode `bind_refused`), and one that asks
for TLS first answers inside it (mode `inside_tls`): both are open.
"""

from __future__ import annotations

import hashlib
import subprocess

from leftopen.demo.program import LOOPBACK, ServerProgram
from tests.servers.certificate import self_signed
from tests.servers.need import missing, program
from tests.servers.real import (
    EMPTY,
    FORBIDDEN,
    NOT_SERVED,
    OPEN,
    PASSWORD,
    RealServer,
    Running,
    Spot,
)

SUFFIX = "dc=made-up,dc=example"
PEOPLE = 18
ENTRIES = PEOPLE + 2
ACCESS = {
    "closed": "disallow bind_anon\nrequire authc",
    "bind_refused": "disallow bind_anon",
    "inside_tls": "security tls=1",
}
LISTS = {
    "access_list": "access to * by users read by anonymous auth",
    "hidden": "access to * by users read by * none",
}


def start(spot: Spot, mode: str, people: int = PEOPLE) -> Running:
    folder = spot.inside("empty" if mode == "empty" else "full")
    config = spot.private("slapd.conf", _config(spot, str(folder), mode))
    if not any(folder.iterdir()):
        _fill(spot, str(config), 0 if mode == "empty" else people, whole=mode != "empty")
    command = [program("slapd"), "-h", f"ldap://{LOOPBACK}:{spot.port}/", "-f", str(config), "-d", "0"]
    server = ServerProgram(command, ports=(spot.port,), log=spot.folder / "slapd.log")
    server.start()
    return Running(port=spot.port, programs=(server,), digest=lambda: _digest(spot, str(config)))


def _config(spot: Spot, folder: str, mode: str) -> str:
    if not (spot.folder / "key.pem").exists():
        self_signed(spot.folder, "directory.made-up.example")
    return f"""
include /etc/ldap/schema/core.schema
include /etc/ldap/schema/cosine.schema
modulepath /usr/lib/ldap
moduleload back_mdb
pidfile {spot.folder}/slapd.pid
argsfile {spot.folder}/slapd.args
TLSCertificateFile {spot.folder}/certificate.pem
TLSCertificateKeyFile {spot.folder}/key.pem
{ACCESS.get(mode, "")}
database mdb
maxsize 268435456
dbnosync
suffix "{SUFFIX}"
directory {folder}
{LISTS.get(mode, "access to * by * read")}
"""


def _fill(spot: Spot, config: str, people: int, *, whole: bool) -> None:
    entries = [f"dn: {SUFFIX}\nobjectClass: dcObject\nobjectClass: organization\ndc: made-up\no: Made-up"]
    if whole:
        entries.append(f"dn: ou=people,{SUFFIX}\nobjectClass: organizationalUnit\nou: people")
    entries += [
        f"dn: cn=Person {number:07d},ou=people,{SUFFIX}\nobjectClass: person\ncn: Person {number:07d}\nsn: P"
        for number in range(people)
    ]
    ldif = spot.private("entries.ldif", "\n\n".join(entries))
    command = [program("slapadd"), "-q", "-f", config, "-l", str(ldif)]
    subprocess.run(command, check=True, capture_output=True, timeout=60)


def _digest(spot: Spot, config: str) -> str:
    """Everything that is in it, as the program's own export prints it."""
    command = [program("slapcat"), "-f", config]
    answer = subprocess.run(command, check=True, capture_output=True, timeout=60).stdout
    return f"{answer.count(b'dn: ')} {hashlib.sha256(answer).hexdigest()}"


server = RealServer(
    name="slapd",
    module="ldap",
    product="OpenLDAP",
    check="ldap_anonymous",
    modes={
        "open": OPEN,
        "closed": PASSWORD,
        "access_list": FORBIDDEN,
        "hidden": NOT_SERVED,
        "bind_refused": OPEN,
        "inside_tls": OPEN,
        "empty": EMPTY,
    },
    missing=lambda: missing("slapd", "slapadd", "slapcat"),
    start=start,
    records=ENTRIES,
    heavy=True,
)
