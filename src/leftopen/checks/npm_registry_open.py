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

from leftopen.model.channel import Channel, Reply
from leftopen.model.check import Check, CheckReplies, Replies, Translation
from leftopen.model.observation import Observation
from leftopen.model.read_level import ReadLevel
from leftopen.model.severity import Severity
from leftopen.model.size import Size
from leftopen.model.verdict import ExposureKind, Reason, Verdict, opened, unknown
from leftopen.present.humanize import format_count
from leftopen.wire.http.http_denial import denial
from leftopen.wire.products import npm_registry

LARGEST_LIST = 24 * 1024
LIMIT = 4 * 1024


def applies(observation: Observation) -> bool:
    """A web server identified as Verdaccio by its page or its headers."""
    return observation.module in ("http", "https") and observation.product == "Verdaccio"


async def run(observation: Observation, channel: Channel) -> CheckReplies:
    """Replies: the list, then the tags of one package or of a missing one."""
    listed = await channel.get(npm_registry.PACKAGES, at=ReadLevel.LISTING, limit=LARGEST_LIST)
    paths = [npm_registry.tags_path(name) for name in npm_registry.packages(listed) or ()]
    path = next(filter(None, paths), npm_registry.tags_path(npm_registry.NOBODYS))
    return CheckReplies(replies=(listed, await channel.get(path, at=ReadLevel.METADATA, limit=LIMIT)))


def judge(replies: Replies) -> Verdict:
    """The tags decide whether it is open; the list decides what was readable."""
    heard = [reply for reply in replies if isinstance(reply, Reply)]
    if not heard or heard[0] is not replies[0]:
        return unknown(Reason.OTHER_PROTOCOL if replies and replies[0] else Reason.CUT)
    listed, tags = heard[0], heard[1] if len(heard) > 1 else None
    names = npm_registry.packages(listed)
    if names:
        return _opened(len(names), listed, tags)
    if names is not None and tags is not None and npm_registry.is_missing(tags):
        return opened(ExposureKind.EMPTY, "no packages")
    refused = (denial(tags) if tags is not None else None) or denial(listed)
    return refused or unknown(Reason.NOT_UNDERSTOOD, said=f"HTTP {listed.status}")


def _opened(count: int, listed: Reply, tags: Reply | None) -> Verdict:
    said = f"{'at least ' if listed.cut else ''}{format_count(count, 'package')}"
    if tags is not None and npm_registry.shows_tags(tags):
        return opened(ExposureKind.DATA, said)
    return opened(ExposureKind.METADATA, f"{said} named")


def measure(replies: Replies) -> Size:
    """Packages on the list; a lower bound when it was truncated."""
    listed = replies[0] if replies else None
    names = npm_registry.packages(listed) if isinstance(listed, Reply) else None
    if not isinstance(listed, Reply) or names is None:
        return Size()
    return Size(records=len(names), at_least=listed.cut)


check = Check(
    title="Private npm registry readable without authentication",
    remedy=(
        "In Verdaccio's config.yaml, set `access: $authenticated` and `publish: $authenticated` for each "
        "pattern under `packages` (`'@*/*'` and `'**'`) instead of `$all` or `$anonymous`. Set `auth: "
        "htpasswd: max_users: -1` so that visitors cannot create accounts. Listen on loopback only (`listen: "
        "127.0.0.1:4873`). Restart it. Change the passwords and keys that the packages contain."
    ),
    french=Translation(
        title="Registre npm privé lisible sans authentification",
        remedy=(
            "Dans config.yaml de Verdaccio, définir `access: $authenticated` et `publish: $authenticated` "
            "pour chaque motif sous `packages` (`'@*/*'` et `'**'`) au lieu de `$all` ou de `$anonymous`. "
            "Définir `auth: htpasswd: max_users: -1` pour que les visiteurs ne puissent pas créer de compte. "
            "N’écouter que sur la boucle locale (`listen: 127.0.0.1:4873`). Redémarrer. Changer les mots de "
            "passe et les clés que contiennent les paquets."
        ),
    ),
    severity=Severity.HIGH,
    references=(
        "https://verdaccio.org/docs/packages",
        "https://verdaccio.org/docs/authentication",
    ),
    requests=2,
    sized_by="packages in the first 24 KiB of its list; a lower bound when there are more",
    applies=applies,
    run=run,
    judge=judge,
    measure=measure,
    level=ReadLevel.LISTING,
    control=True,
)
