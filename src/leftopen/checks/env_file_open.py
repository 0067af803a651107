"""Web server: a file of settings (`.env`) in its folder, readable without authentication.

Asked of web servers that run PHP, whose program often lies in the web folder. Requests the first 4 KiB of
`/.env`. Names and values are read in memory; none is stored.

Open: at least two lines of a name and a value, nearly all lines, and one whose name says that it is a secret
and whose value is no placeholder (`changeme`, `xxx`, an empty one). It is *data*. Closed: 401. Unknown: 403
and 404. Most web servers answer so that never had such a file; such an answer must not keep the shapes from
looking at the rest.

False positives: an example file whose invented secrets look like real ones; tokens laid out as a trap.
"""

from __future__ import annotations

import re

from leftopen.formats.banner import text
from leftopen.formats.dump_signatures import SETTINGS, recognise
from leftopen.model.read_level import ReadLevel
from leftopen.model.remedy import Remedy
from leftopen.model.severity import Severity
from leftopen.model.size import Size
from leftopen.model.verdict import ExposureKind
from leftopen.present.humanize import format_count
from leftopen.wire.http.fingerprints.php_servers import asks_password, runs_php
from leftopen.wire.http.http_check import Ask, Heard, Shown, http_check

PATH = "/.env"
_SETTING = re.compile(r"^(?:export )?[A-Za-z_][A-Za-z0-9_.]{2,80}\s{0,4}=", re.MULTILINE)


def shows(heard: Heard) -> Shown | None:
    """Settings with a secret; how many, not which."""
    first = heard[0]
    page = text(first.body)[0]
    found = recognise(first.body, page, PATH) if first.status == 200 else None
    if found is None or found.what != SETTINGS:
        return None
    count = len(_SETTING.findall(page))
    reply = f"{'at least ' if first.cut else ''}{format_count(count, 'setting')}, secrets among them"
    return Shown(kind=ExposureKind.DATA, said=reply, size=Size(records=count, at_least=first.cut))


check = http_check(
    title="File of secrets (.env) in a web folder readable without authentication",
    remedy=Remedy(
        general=(
            "Move `.env` out of the web root now (the root is `public/`, not the project's folder), and "
            "let the web server refuse hidden files. Change every password, key and token in it: consider "
            "them known. Search the access logs for `GET /.env`, and the accounts that it opens for use by "
            "outsiders."
        ),
        products={
            "nginx": "`location ~ /\\. { deny all; }`.",
            "Apache httpd": "`RedirectMatch 404 /\\.env`.",
        },
    ),
    severity=Severity.CRITICAL,
    references=(
        "https://cwe.mitre.org/data/definitions/538.html",
        "https://12factor.net/config",
    ),
    sized_by="settings in the first 4 KiB; a lower bound when there are more",
    applies=runs_php,
    ask=Ask(path=PATH, level=ReadLevel.SAMPLE),
    shows=shows,
    refused=asks_password,
    whole=False,
)
