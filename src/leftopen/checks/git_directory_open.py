"""Web server: a Git repository (`.git`) in its folder, readable without authentication.

Asked of web servers that run PHP, whose program often lies in the web folder. Requests `.git/HEAD` and, when
that is one, the first 4 KiB of `.git/config`. Names of branches, people and remotes are read in memory; none
is stored. No object is downloaded.

Open: both files in Git's own form. It is *data*: with these files anyone can download the history, file by
file, with every secret that was ever committed. Closed: 401. Unknown: 403 and 404. Most web servers answer so
that never had a repository; such an answer must not keep the shapes from looking at the rest.

False positives: a repository that is public anyway; then the remote is on a public host, which is said.
"""

from __future__ import annotations

import re

from leftopen.formats.banner import text
from leftopen.formats.dump_signatures import REPOSITORY, recognise
from leftopen.model.channel import Reply
from leftopen.model.read_level import ReadLevel
from leftopen.model.remedy import Remedy
from leftopen.model.severity import Severity
from leftopen.model.verdict import ExposureKind
from leftopen.wire.http.fingerprints.php_servers import asks_password, runs_php
from leftopen.wire.http.http_check import Ask, Heard, Shown, http_check, in_turn

HEAD, CONFIG = "/.git/HEAD", "/.git/config"
_HEAD = re.compile(rb"(?:ref: refs/[\x21-\x7e]{1,200}|[0-9a-f]{40}|[0-9a-f]{64})\s{0,4}")
_PUBLIC = re.compile(
    r"^\s{0,8}url = \S{0,200}\b(?:github|gitlab|bitbucket|codeberg)\.(?:com|org)\b", re.MULTILINE
)
_PASSWORD = re.compile(r"^\s{0,8}url = https?://[^\s/@:]{0,200}:[^\s/@]{1,200}@", re.MULTILINE)


def is_head(reply: Reply) -> bool:
    """The name of a branch, or of a commit."""
    return reply.status == 200 and not reply.cut and _HEAD.fullmatch(reply.body) is not None


def shows(heard: Heard) -> Shown | None:
    """Both files; what the remote's address tells is said, never the address."""
    if len(heard) < 2 or not is_head(heard[0]) or heard[1].status != 200:
        return None
    config = text(heard[1].body)[0]
    found = recognise(heard[1].body, config, CONFIG)
    if found is None or found.what != REPOSITORY:
        return None
    reply = "a repository's branch and configuration"
    reply += "; its remote is on a public host" if _PUBLIC.search(config) else ""
    reply += "; its remote's address holds a password" if _PASSWORD.search(config) else ""
    return Shown(kind=ExposureKind.DATA, said=reply)


check = http_check(
    title="Git repository in a web folder readable without authentication",
    remedy=Remedy(
        general=(
            "Move `.git` out of the web root: deploy with `git archive HEAD | tar -x -C /var/www/html` or"
            " `rsync --exclude=.git`. Until then, refuse hidden files. Change every password and key that"
            " was ever committed: consider them known. Keep the access logs."
        ),
        products={
            "nginx": "`location ~ /\\. { deny all; }`.",
            "Apache httpd": "`RedirectMatch 404 /\\.git`.",
            "lighttpd": '`url.access-deny = ("/.git")`.',
        },
    ),
    severity=Severity.HIGH,
    references=(
        "https://cwe.mitre.org/data/definitions/527.html",
        "https://git-scm.com/docs/gitrepository-layout",
    ),
    sized_by="no size: no object is requested",
    applies=runs_php,
    ask=Ask(path=HEAD, limit=512),
    then=in_turn(Ask(path=CONFIG, level=ReadLevel.LISTING), when=is_head),
    requests=2,
    shows=shows,
    refused=asks_password,
    level=ReadLevel.LISTING,
    whole=False,
)
