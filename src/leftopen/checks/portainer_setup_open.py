"""Portainer, a console of containers: its set-up still open to everyone.

Requests whether there is an administrator, and the version. Nothing is created.

Open: Portainer's own words that there is none, beside the version: whoever comes first becomes the
administrator of every container, and so of the machine. Always *metadata*. Closed: it says that there is one.
Unknown: any other response; some minutes after its start, Portainer closes the set-up by itself until it is
restarted.

False positives: none known.
"""

from __future__ import annotations

from leftopen.formats import partial_json
from leftopen.model.severity import Severity
from leftopen.model.verdict import ExposureKind, Reason, Verdict, closed
from leftopen.wire.http.http_check import Ask, Heard, Shown, denied, http_check, in_turn, served_by
from leftopen.wire.http.json_shows import Shape, fits, value

NOBODY: Shape = {"message": "No administrator account found inside the database", "details": str}
STATUS: Shape = {"Version": str, "InstanceID": str}


def shows(heard: Heard) -> Shown | None:
    """Its own words, in the 404 that says them."""
    answer = partial_json.whole(heard[0].body) if heard[0].status == 404 else None
    if not fits(answer, NOBODY) or not _own(heard):
        return None
    return Shown(kind=ExposureKind.METADATA, said="set-up: no administrator yet", access=True)


def refused(heard: Heard) -> Verdict | None:
    """An administrator exists: everyone else must log in."""
    if heard[0].status == 204 and _own(heard):
        return closed(Reason.PASSWORD_ASKED, "its own word: an administrator exists")
    return denied(heard)


def _own(heard: Heard) -> bool:
    return len(heard) > 1 and fits(value(heard[1]), STATUS)


check = http_check(
    title="Portainer set-up usable without authentication",
    remedy=(
        "Finish the set-up at once, or start it with `--admin-password-file /run/secrets/portainer`. In "
        "Docker, publish the port as `-p 127.0.0.1:9443:9443`, behind a web server with TLS. Close ports "
        "9000, 9443 and 8000 in the firewall. If somebody else may have been first, treat the machine as "
        "compromised."
    ),
    severity=Severity.CRITICAL,
    references=(
        "https://docs.portainer.io/start/install-ce/server/setup",
        "https://docs.portainer.io/advanced/cli",
    ),
    sized_by="no size: it manages nothing yet",
    applies=served_by("Portainer"),
    ask=Ask(path="/api/users/admin/check"),
    then=in_turn(Ask(path="/api/status"), when=lambda first: first.status in (204, 404)),
    requests=2,
    shows=shows,
    refused=refused,
    whole=False,
)
