"""Artifactory, a store of programs and packages: repositories readable without authentication.

Requests the list of repositories. No package is requested. Names are read in memory to count; none is stored.

Open: a list of repositories, with Artifactory's own header, always *metadata*. Closed: 401, 403 or a login
page. An empty list is unknown: a visitor may be allowed to see none.

False positives: packages published on purpose, or mirrors of public packages alone.
"""

from __future__ import annotations

from leftopen.model.read_level import ReadLevel
from leftopen.model.severity import Severity
from leftopen.wire.http.http_check import Ask, Heard, Shown, either, front_page_says, http_check, served_by
from leftopen.wire.http.json_shows import Shape, json_list

REPOSITORY: Shape = {"key": str, "type": str, "url": str, "packageType": str}
_listed = json_list("repository", plural="repositories", each=REPOSITORY, least=1)


def shows(heard: Heard) -> Shown | None:
    """The list, from a server that names itself."""
    named = heard[0].header("x-jfrog-version").startswith("Artifactory/") or heard[0].header(
        "x-artifactory-id"
    )
    return _listed(heard) if named else None


check = http_check(
    title="Artifactory repositories readable without authentication",
    remedy=(
        "In `Administration` > `Security` > `General`, clear `Allow Anonymous Access`, and take from the "
        "user `anonymous` every permission. Put a web server with TLS in front of it. Close ports 8081 and "
        "8082 in the firewall. Look for passwords and keys in its packages, and change them."
    ),
    severity=Severity.MEDIUM,
    references=(
        "https://jfrog.com/help/r/jfrog-rest-apis/get-repositories",
        "https://jfrog.com/help/r/jfrog-platform-administration-documentation/allow-anonymous-access",
    ),
    sized_by="repositories from its own list; each may hold many packages",
    applies=either(served_by("Artifactory"), front_page_says(302, "location", "/ui/")),
    ask=Ask(path="/artifactory/api/repositories", limit=32 * 1024, level=ReadLevel.LISTING),
    shows=shows,
)
