"""Apache Zeppelin, a server of notebooks: usable without authentication.

Requests the ticket of the visitor and, when that is the anonymous one, the list of notes. No note is
requested, and nothing is run. Names are read in memory to count; none is stored.

Open: the anonymous ticket (the same word for every visitor, not a secret). *Metadata* when notes are listed,
*empty* when there is none. Any visitor can run programs on the machine. Closed: 401, 403 or a redirect to the
login. `/api/version` answers in both cases; it proves nothing.

False positives: a public demonstration.
"""

from __future__ import annotations

from leftopen.model.read_level import ReadLevel
from leftopen.model.severity import Severity
from leftopen.model.verdict import ExposureKind
from leftopen.wire.http.http_check import Ask, Heard, Shown, http_check, in_turn, served_by
from leftopen.wire.http.json_shows import Shape, fits, json_list, value

TICKET, NOTES = "/api/security/ticket", "/api/notebook"
ANONYMOUS: Shape = {"status": "OK", "body.principal": "anonymous", "body.ticket": "anonymous"}
_listed = json_list("note", at="body", each={"id": str}, also={"status": "OK"})


def shows(heard: Heard) -> Shown | None:
    """The ticket proves it; the list tells how much there is."""
    if not fits(value(heard[0]), ANONYMOUS):
        return None
    notes = _listed(heard[1:]) if len(heard) > 1 else None
    return notes or Shown(kind=ExposureKind.METADATA, said="anonymous user", access=True)


check = http_check(
    title="Apache Zeppelin readable without authentication",
    remedy=(
        "Copy conf/shiro.ini.template to conf/shiro.ini, set users and passwords there and `/** = authc` "
        "under `[urls]`. In zeppelin-site.xml, set `zeppelin.anonymous.allowed` to `false` and "
        "`zeppelin.server.addr` to `127.0.0.1`. Run `bin/zeppelin-daemon.sh restart`. Close port 8080 in "
        "the firewall. Any visitor could run programs: treat the machine as compromised, and change every "
        "key that its notes could read."
    ),
    severity=Severity.CRITICAL,
    reads=ReadLevel.LISTING,
    references=(
        "https://zeppelin.apache.org/docs/latest/setup/security/shiro_authentication.html",
        "https://zeppelin.apache.org/docs/latest/usage/rest_api/notebook.html",
    ),
    sized_by="notes from its own list; a lower bound when it was cut",
    applies=served_by("Zeppelin"),
    ask=Ask(path=TICKET),
    then=in_turn(
        Ask(path=NOTES, limit=32 * 1024, level=ReadLevel.LISTING), when=lambda first: first.status == 200
    ),
    requests=2,
    shows=shows,
)
