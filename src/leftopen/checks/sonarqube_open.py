"""SonarQube, an inspection of source code: projects readable without authentication.

Requests one project and the number of all. No source and no finding is requested. The name is read in memory;
it is not stored.

Open: the server's own counter. *Metadata* when there are projects, *empty* when there is none. Whoever can
read a public project can read its source code and its known weaknesses. Closed: 401, 403 or a login page.
`/api/system/status` answers in both cases; it proves nothing.

False positives: projects of public source code, shown to everyone on purpose.
"""

from __future__ import annotations

from leftopen.model.read_level import ReadLevel
from leftopen.model.severity import Severity
from leftopen.wire.http.http_check import Ask, Heard, Shown, http_check, served_by
from leftopen.wire.http.json_shows import Shape, count_shown, fits, number, value, value_at

PAGED: Shape = {"paging.pageIndex": 1, "paging.pageSize": 1, "components": list}
PROJECT: Shape = {"key": str, "name": str, "qualifier": "TRK"}


def shows(heard: Heard) -> Shown | None:
    """The counter, and the one project that it promises."""
    answer = value(heard[0])
    projects, total = value_at(answer, "components"), number(value_at(answer, "paging.total"))
    if not isinstance(projects, list) or total is None or bool(projects) != bool(total):
        return None
    good = fits(answer, PAGED) and all(fits(project, PROJECT) for project in projects)
    return count_shown(total, "project") if good else None


check = http_check(
    title="SonarQube projects readable without authentication",
    remedy=(
        "In `Administration` > `Security`, turn on `Force user authentication` "
        "(`sonar.forceAuthentication=true`), and make the projects private. Change the password of `admin`. "
        "Set `sonar.web.host=127.0.0.1` in sonar.properties, then restart it behind a web server with TLS. "
        "Close port 9000 in the firewall. Look for passwords and keys in the code, and change them."
    ),
    severity=Severity.HIGH,
    references=(
        "https://docs.sonarsource.com/sonarqube-server/latest/instance-administration/security/",
        "https://next.sonarqube.com/sonarqube/web_api/api/components",
    ),
    sized_by="projects from its own counter",
    applies=served_by("SonarQube"),
    ask=Ask(path="/api/components/search?qualifiers=TRK&ps=1", level=ReadLevel.LISTING),
    shows=shows,
)
