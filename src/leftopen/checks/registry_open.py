"""A registry of container images that anyone may read.

Asks whether one may come in (`/v2/`), for the first hundred names of the catalogue, and for the tags of at
most three of them: to list tags needs the right to pull. No manifest and no layer is fetched.

Open: the registry answers without a password. *Data* when a tag is listed, *empty* when the catalogue is,
*metadata* when only names are shown, or the catalogue alone is closed. Closed: 401 (UNAUTHORIZED) or 403 to
`/v2/`. A registry that sends its visitors to another server for a token (Bearer) counts as closed: whether
that server gives tokens to anyone is not asked.

False positives: a cache of somebody's public images (`proxy` in its settings), and a registry that is meant
for the public. Whether strangers may also push can't be known without trying; it is likely.
"""

from __future__ import annotations

from leftopen.model.channel import Channel, Reply
from leftopen.model.check import Check, CheckReplies, Replies, Translation
from leftopen.model.observation import Observation
from leftopen.model.read_level import ReadLevel
from leftopen.model.severity import Severity
from leftopen.model.size import Size
from leftopen.model.verdict import ExposureKind, Reason, Verdict, closed, opened, unknown
from leftopen.present.humanize import format_count
from leftopen.wire.http.http_denial import denial
from leftopen.wire.products import docker_registry

LISTED = 3
LARGEST_CATALOG = 32768
LIMIT = 4096


def applies(observation: Observation) -> bool:
    """The probe named a registry, on any port."""
    return observation.module == "docker_registry"


async def run(observation: Observation, channel: Channel) -> CheckReplies:
    """Replies: `/v2/`, the catalogue, the tags; as far as they were answered and the level goes."""
    base = await channel.get(docker_registry.BASE, at=ReadLevel.METADATA, limit=LIMIT)
    if not docker_registry.answers(base) or not channel.level.allows(ReadLevel.LISTING):
        return CheckReplies(replies=(base,))
    catalog = await channel.get(docker_registry.CATALOG, at=ReadLevel.LISTING, limit=LARGEST_CATALOG)
    names = docker_registry.repositories(catalog) or ()
    tags = [
        await channel.get(docker_registry.tags_path(name), at=ReadLevel.LISTING, limit=LIMIT)
        for name in names[:LISTED]
    ]
    return CheckReplies(replies=(base, catalog, *tags))


def judge(replies: Replies) -> Verdict:
    """By `/v2/` whether it is open; by what follows what can be seen."""
    heard = [reply for reply in replies if isinstance(reply, Reply)]
    if not heard or heard[0] is not replies[0]:
        return unknown(Reason.OTHER_PROTOCOL if replies and replies[0] else Reason.CUT)
    base = heard[0]
    if docker_registry.answers(base):
        return _opened(heard)
    code = docker_registry.code(base)
    refused = denial(base)
    if refused is not None and code:
        return closed(refused.reason, f"HTTP {base.status} {code}")
    return refused or unknown(Reason.NOT_UNDERSTOOD, said=f"HTTP {base.status}")


def _opened(heard: list[Reply]) -> Verdict:
    names = docker_registry.repositories(heard[1]) if len(heard) > 1 else None
    if names is None and len(heard) > 1 and denial(heard[1]):
        return unknown(
            Reason.NOT_UNDERSTOOD, said="the catalogue is refused; by its name an image may be had"
        )
    if names is None:
        return opened(ExposureKind.METADATA, "the registry answers; its catalogue was not seen")
    if not names:
        return opened(ExposureKind.EMPTY, "no repositories")
    said = format_count(len(names), "repository", "repositories")
    said = f"at least {said}" if docker_registry.more(heard[1]) else said
    tags = sum(docker_registry.tags(reply) or 0 for reply in heard[2:])
    if tags:
        return opened(ExposureKind.DATA, f"{said}; {format_count(tags, 'tag')} in {len(heard) - 2} of them")
    return opened(ExposureKind.METADATA, f"{said}; no tag was seen")


def measure(replies: Replies) -> Size:
    """Names on the first page of the catalogue; a lower bound when another page follows."""
    catalog = replies[1] if len(replies) > 1 else None
    names = docker_registry.repositories(catalog) if isinstance(catalog, Reply) else None
    if not isinstance(catalog, Reply) or names is None:
        return Size()
    return Size(records=len(names), at_least=docker_registry.more(catalog))


check = Check(
    title="Container images that anyone can pull",
    remedy=(
        "Ask for a password: `htpasswd -Bbn NAME SECRET > /etc/docker/registry/htpasswd`, then in "
        "/etc/docker/registry/config.yml `auth: {htpasswd: {realm: registry, path: "
        "/etc/docker/registry/htpasswd}}` and `systemctl restart docker-registry`; listen inside only "
        "(`http: {addr: 10.0.0.1:5000}`), put TLS in front and close port 5000 in the firewall. Images hold "
        "source, keys and passwords: change what they hold, and compare each tag's digest with your own "
        "build, since who may read such a registry may mostly write it too."
    ),
    french=Translation(
        title="Des images de conteneurs que chacun peut télécharger",
        remedy=(
            "Demander un mot de passe : `htpasswd -Bbn NAME SECRET > /etc/docker/registry/htpasswd`, puis "
            "dans /etc/docker/registry/config.yml `auth: {htpasswd: {realm: registry, path: "
            "/etc/docker/registry/htpasswd}}` et `systemctl restart docker-registry` ; n’écouter qu’à "
            "l’intérieur (`http: {addr: 10.0.0.1:5000}`), placer TLS devant et fermer le port 5000 dans le "
            "pare-feu. Les images contiennent du code, des clés et des mots de passe : changer ce qu’elles "
            "contiennent, et comparer l’empreinte de chaque étiquette à votre propre construction, car qui "
            "peut lire un tel registre peut le plus souvent aussi y écrire."
        ),
    ),
    severity=Severity.HIGH,
    references=(
        "https://distribution.github.io/distribution/about/configuration/#auth",
        "https://distribution.github.io/distribution/spec/api/",
    ),
    requests=2 + LISTED,
    sized_by="repositories on the first page of the catalogue (at most 100), a lower bound when it goes on",
    applies=applies,
    run=run,
    judge=judge,
    measure=measure,
    control=True,
)
