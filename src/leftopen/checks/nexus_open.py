"""Nexus Repository, a store of programs and packages: repositories readable without authentication.

Requests the list of repositories. No package is requested. Names are read in memory to count; none is stored.

Open: a list of repositories, with Nexus' own header, always *metadata*. Closed: 401, 403 or a login page. An
empty list is unknown: Nexus also gives it to a visitor who may see nothing.

False positives: packages published on purpose, or mirrors of public packages alone.
"""

from __future__ import annotations

from leftopen.model.read_level import ReadLevel
from leftopen.model.severity import Severity
from leftopen.wire.http.http_check import Ask, Heard, Shown, http_check, served_by
from leftopen.wire.http.json_shows import Shape, json_list

REPOSITORY: Shape = {"name": str, "format": str, "type": str, "url": str}
_listed = json_list("repository", plural="repositories", each=REPOSITORY, least=1)


def shows(heard: Heard) -> Shown | None:
    """The list, from a server that names itself."""
    return _listed(heard) if heard[0].header("server").startswith("Nexus/") else None


check = http_check(
    title="Nexus repositories readable without authentication",
    remedy=(
        "In `Settings` > `Security` > `Anonymous Access`, clear `Allow anonymous users to access the "
        "server`. Set `application-host=127.0.0.1` in etc/nexus.properties, then restart it behind a web "
        "server with TLS. Close port 8081 in the firewall. Look for passwords and keys in its packages, and "
        "change them."
    ),
    severity=Severity.MEDIUM,
    references=(
        "https://help.sonatype.com/en/anonymous-access.html",
        "https://help.sonatype.com/en/repositories-api.html",
    ),
    sized_by="repositories from its own list; each may hold many packages",
    applies=served_by("Nexus Repository"),
    ask=Ask(path="/service/rest/v1/repositories", limit=32 * 1024, level=ReadLevel.LISTING),
    shows=shows,
)
