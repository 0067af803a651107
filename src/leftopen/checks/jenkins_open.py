"""Jenkins, an automation server: jobs readable without authentication.

Requests the names of at most a hundred jobs, and whether security is turned off. No job, build or log is
requested. Names are read in memory to count; none is stored.

Open: the list, with Jenkins' own header. *Metadata* when there are jobs, or when security is turned off: then
any visitor can run programs on the machine. *Empty* when there is no job and security is on. Closed: 401, 403
or a login page. The header answers in both cases; it proves nothing.

False positives: jobs of a public project, shown to everyone on purpose.
"""

from __future__ import annotations

from leftopen.model.channel import Reply
from leftopen.model.read_level import ReadLevel
from leftopen.model.severity import Severity
from leftopen.model.verdict import ExposureKind
from leftopen.wire.http.http_check import Ask, Heard, Shown, http_check, served_by
from leftopen.wire.http.json_shows import Shape, json_list, value, value_at

MOST = 100
PATH = f"/api/json?tree=useSecurity,jobs%5Bname%5D%7B0,{MOST}%7D"
ROOT: Shape = {"_class": "hudson.model.Hudson", "useSecurity": bool}
JOB: Shape = {"_class": str, "name": str}
_listed = json_list("job", at="jobs", each=JOB, also=ROOT, most=MOST)


def shows(heard: Heard) -> Shown | None:
    """The jobs; without security, there need not be one."""
    shown = _listed(heard) if heard[0].header("x-jenkins") and not heard[0].cut else None
    if shown is None or value_at(value(heard[0]), "useSecurity") is not False:
        return shown
    return Shown(kind=ExposureKind.METADATA, said=f"{shown.said}; security is off", size=shown.size)


def denies(reply: Reply) -> bool:
    """Jenkins says it for every path, with its own header."""
    return reply.status == 403 and bool(reply.header("x-jenkins"))


check = http_check(
    title="Jenkins readable without authentication",
    remedy=(
        "In `Manage Jenkins` > `Security`, choose a security realm and an authorization strategy that gives "
        "anonymous users nothing. Start it with `--httpListenAddress=127.0.0.1` behind a web server with "
        "TLS. Close ports 8080 and 50000 in the firewall. If security was off, treat the machine as "
        "compromised: check its jobs and agents, and change every credential that it stored."
    ),
    severity=Severity.HIGH,
    references=(
        "https://www.jenkins.io/doc/book/security/managing-security/",
        "https://www.jenkins.io/doc/book/using/remote-access-api/",
    ),
    sized_by="jobs of the top folder, at most a hundred; a lower bound when there are as many",
    applies=served_by("Jenkins"),
    ask=Ask(path=PATH, limit=32 * 1024, level=ReadLevel.LISTING),
    shows=shows,
    denies=denies,
)
