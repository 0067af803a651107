"""Private npm registry (Verdaccio): packages readable without authentication.

Requests the list of its own packages (at most 24 KiB), and the tags of the first: tags require the right to
read the package. When the list is empty, requests the tags of a package that does not exist: an open registry
answers "not found", a closed one requires a password. No package is fetched.

Open: the list, together with tags or a "not found" response. *Data* when tags are shown, *metadata* when
names are shown and tags are not, *empty* when there is no package. Closed: 401 or 403 for the tags. Ping,
search and an empty list prove nothing: they are served with and without a password.

False positives: packages published for the public. A registry with its web page turned off gives no list and
stays unknown. Publishing is not tested.
"""

from __future__ import annotations

from leftopen.model.read_level import ReadLevel
from leftopen.model.severity import Severity
from leftopen.model.size import Size
from leftopen.model.verdict import ExposureKind, Verdict
from leftopen.present.humanize import format_count
from leftopen.wire.http.http_check import Ask, Heard, Shown, http_check, served_by
from leftopen.wire.http.http_denial import denial
from leftopen.wire.products import npm_registry

LARGEST_LIST = 24 * 1024


def then(heard: Heard) -> Ask | None:
    """The tags of one package or of a missing one."""
    if len(heard) > 1:
        return None
    paths = [npm_registry.tags_path(name) for name in npm_registry.packages(heard[0]) or ()]
    return Ask(path=next(filter(None, paths), npm_registry.tags_path(npm_registry.NOBODYS)))


def shows(heard: Heard) -> Shown | None:
    """The tags decide whether it is open; the list decides what was readable."""
    listed, tags = heard[0], heard[1] if len(heard) > 1 else None
    names = npm_registry.packages(listed)
    if names:
        size = Size(records=len(names), at_least=listed.cut)
        reply = f"{'at least ' if listed.cut else ''}{format_count(len(names), 'package')}"
        if tags is not None and npm_registry.shows_tags(tags):
            return Shown(kind=ExposureKind.DATA, said=reply, size=size)
        return Shown(kind=ExposureKind.METADATA, said=f"{reply} named", size=size)
    if names is not None and tags is not None and npm_registry.is_missing(tags):
        return Shown(kind=ExposureKind.EMPTY, said="no packages", size=Size(records=0, at_least=listed.cut))
    return None


def refused(heard: Heard) -> Verdict | None:
    """The tags first: the list is also served to visitors who may read nothing."""
    return next(filter(None, map(denial, reversed(heard[:2]))), None)


check = http_check(
    title="Private npm registry readable without authentication",
    remedy=(
        "In Verdaccio's config.yaml, set `access: $authenticated` and `publish: $authenticated` for each "
        "pattern under `packages` (`'@*/*'` and `'**'`) instead of `$all` or `$anonymous`. Set `auth: "
        "htpasswd: max_users: -1` so that visitors cannot create accounts. Listen on loopback only (`listen: "
        "127.0.0.1:4873`). Restart it. Change the passwords and keys that the packages contain."
    ),
    severity=Severity.HIGH,
    references=(
        "https://verdaccio.org/docs/packages",
        "https://verdaccio.org/docs/authentication",
    ),
    sized_by="packages in the first 24 KiB of its list; a lower bound when there are more",
    applies=served_by("Verdaccio"),
    ask=Ask(path=npm_registry.PACKAGES, limit=LARGEST_LIST, level=ReadLevel.LISTING),
    then=then,
    requests=2,
    shows=shows,
    refused=refused,
)
