"""A private registry of npm packages (Verdaccio) that anyone may read.

Asks for the list of its own packages (24 KiB of it at most), and for the tags of the first: to see tags needs
the right to read the package. Where the list is empty it asks for the tags of a package that nobody has: a
registry that is open says that there is none, one that is closed asks for a password. No package is fetched.

Open: the list, with tags or a missing package beside it. *Data* when tags show, *metadata* when names show
and tags do not, *empty* when there is no package. Closed: 401 or 403 to the tags. That it pings, searches and
lists (nothing) proves nothing: it does so with a password and without.

False positives: packages that are published for everyone. A registry whose web page is turned off gives no
list and stays unknown. Whether strangers may publish as well can't be known without trying.
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
    """A web server that is Verdaccio by its page or its headers."""
    return observation.module in ("http", "https") and observation.product == "Verdaccio"


async def run(observation: Observation, channel: Channel) -> CheckReplies:
    """Replies: the list, then the tags of one package or of none."""
    listed = await channel.get(npm_registry.PACKAGES, at=ReadLevel.LISTING, limit=LARGEST_LIST)
    paths = [npm_registry.tags_path(name) for name in npm_registry.packages(listed) or ()]
    path = next(filter(None, paths), npm_registry.tags_path(npm_registry.NOBODYS))
    return CheckReplies(replies=(listed, await channel.get(path, at=ReadLevel.METADATA, limit=LIMIT)))


def judge(replies: Replies) -> Verdict:
    """By the tags whether it is open; by the list how much of it."""
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
    return opened(ExposureKind.METADATA, f"{said} by name")


def measure(replies: Replies) -> Size:
    """Packages on the list; a lower bound when it was cut."""
    listed = replies[0] if replies else None
    names = npm_registry.packages(listed) if isinstance(listed, Reply) else None
    if not isinstance(listed, Reply) or names is None:
        return Size()
    return Size(records=len(names), at_least=listed.cut)


check = Check(
    title="A private npm registry that anyone can read",
    remedy=(
        "In Verdaccio's config.yaml write `access: $authenticated` and `publish: $authenticated` for each "
        "pattern under `packages` (`'@*/*'` and `'**'`) instead of `$all` or `$anonymous`, set "
        "`auth: htpasswd: max_users: -1` so that nobody makes an account of their own, and restart it. "
        "Listen inside only (`listen: 127.0.0.1:4873`). Change the passwords and keys that stand in the "
        "packages."
    ),
    french=Translation(
        title="Un registre npm privé que chacun peut lire",
        remedy=(
            "Dans config.yaml de Verdaccio, écrire `access: $authenticated` et `publish: $authenticated` "
            "pour chaque motif sous `packages` (`'@*/*'` et `'**'`) au lieu de `$all` ou de `$anonymous`, "
            "régler `auth: htpasswd: max_users: -1` pour que personne ne se crée un compte, et redémarrer. "
            "N’écouter qu’à l’intérieur (`listen: 127.0.0.1:4873`). Changer les mots de passe et les clés "
            "qui se trouvent dans les paquets."
        ),
    ),
    severity=Severity.HIGH,
    references=(
        "https://verdaccio.org/docs/packages",
        "https://verdaccio.org/docs/authentication",
    ),
    requests=2,
    sized_by="packages in the first 24 KiB of its list; a lower bound for more",
    applies=applies,
    run=run,
    judge=judge,
    measure=measure,
    level=ReadLevel.LISTING,
    control=True,
)
