"""Glances, a monitor of one machine: readable without authentication.

Requests the name of the system (of the third version, when the fourth's API is missing) and the number of
processes. The list of processes, with their command lines and users, is not requested.

Open: the system in Glances' own shape. Always *metadata*: a visitor can also read the command line of every
process, which may hold secrets, and the names of containers, disks and network cards. Closed: 401 or a login
page. `/api/4/status` proves nothing: it answers with and without a password.

False positives: a public demonstration.
"""

from __future__ import annotations

from leftopen.model.severity import Severity
from leftopen.model.size import Size
from leftopen.model.verdict import ExposureKind
from leftopen.present.humanize import format_count
from leftopen.wire.http.http_check import Ask, Heard, Shown, denied_last, http_check, served_by
from leftopen.wire.http.json_shows import Shape, fits, number, value, value_at

SYSTEM: Shape = {"os_name": str, "hostname": str, "platform": str, "os_version": str}
API = ("/api/4", "/api/3")


def then(heard: Heard) -> Ask | None:
    """The older API where the newer is missing; then the processes of the one that answered."""
    last, asked = heard[-1], len(heard)
    if fits(value(last), SYSTEM):
        return Ask(path=f"{API[asked - 1]}/processcount")
    return Ask(path=f"{API[1]}/system") if asked == 1 and last.status == 404 else None


def shows(heard: Heard) -> Shown | None:
    """The system decides whether it is open; the processes say how much is readable."""
    at = next((at for at, reply in enumerate(heard[:2]) if fits(value(reply), SYSTEM)), None)
    if at is None:
        return None
    total = number(value_at(value(heard[at + 1]), "total")) if len(heard) > at + 1 else None
    response = format_count(total, "process", "processes") if total is not None else "name of the system"
    return Shown(kind=ExposureKind.METADATA, said=response, size=Size(records=total))


check = http_check(
    title="Glances readable without authentication",
    remedy=(
        "Start it with `glances -w --bind 127.0.0.1 --username --password` behind a web server with TLS, or "
        "stop it (`systemctl disable --now glances`). Close port 61208 in the firewall. Change secrets that "
        "appear in the command lines of processes."
    ),
    severity=Severity.MEDIUM,
    references=(
        "https://glances.readthedocs.io/en/latest/quickstart.html#web-server-mode",
        "https://glances.readthedocs.io/en/latest/api/restful.html",
    ),
    sized_by="processes from its own counter",
    applies=served_by("Glances"),
    ask=Ask(path=f"{API[0]}/system"),
    then=then,
    requests=3,
    shows=shows,
    refused=denied_last,
)
