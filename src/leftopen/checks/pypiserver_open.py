"""pypiserver, a private index of Python packages: readable without authentication.

Requests the list of packages. Names are read in memory to count; none is stored, and no package is
downloaded.

Open: the list, in the form in which pypiserver writes it. *Data* when there are packages, *empty* when there
is none. Closed: 401 or 403 for the list. The front page, with the number of packages, is shown with and
without a password; it proves nothing.

False positives: an index that is published on purpose, or that holds only public packages. Uploading is not
tested; it has its own access right (`--authenticate`).
"""

from __future__ import annotations

import re

from leftopen.formats.banner import text
from leftopen.model.read_level import ReadLevel
from leftopen.model.severity import Severity
from leftopen.model.verdict import ExposureKind
from leftopen.wire.http import html
from leftopen.wire.http.http_check import Ask, Heard, Shown, denied_or_gone, http_check, served_by
from leftopen.wire.http.json_shows import count_shown

HEADING = b"<h1>Simple Index</h1>"
_PACKAGE = re.compile(r"<a href=\"[^\"<>]{1,300}/\">[^<>]{1,200}</a><br>")


def shows(heard: Heard) -> Shown | None:
    """The list; a lower bound when it was cut."""
    first = heard[0]
    own = html.title(first.body) == "Simple Index" and HEADING in first.body[:2048]
    if first.status != 200 or not own:
        return None
    packages = len(_PACKAGE.findall(text(first.body)[0]))
    if first.cut and not packages:
        return None
    return count_shown(packages, "package", kind=ExposureKind.DATA, at_least=first.cut)


check = http_check(
    title="Python package index (pypiserver) readable without authentication",
    remedy=(
        "Create a password file: `htpasswd -Bc /etc/pypiserver/htpasswd NAME`. Start it with `pypi-server "
        "run -i 127.0.0.1 -P /etc/pypiserver/htpasswd -a update,download,list PACKAGES`, behind a web server "
        "with TLS. Close its port (8080) in the firewall. Packages contain source code, and often keys and "
        "addresses: change those secrets."
    ),
    severity=Severity.HIGH,
    references=("https://github.com/pypiserver/pypiserver#apache-like-authentication-htpasswd",),
    sized_by="packages of its own list; a lower bound when the list was cut",
    applies=served_by("pypiserver"),
    ask=Ask(path="/simple/", limit=16 * 1024, level=ReadLevel.LISTING),
    shows=shows,
    refused=denied_or_gone,
)
