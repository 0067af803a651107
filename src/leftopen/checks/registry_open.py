"""Container image registry: images readable without authentication.

Requests the API root (`/v2/`), the first hundred names of the catalogue, and the tags of at most three of
them: listing tags requires the right to pull. No manifest and no layer is fetched.

Open: the registry answers without a password. *Data* when a tag is listed, *empty* when the catalogue is
empty, *metadata* when only names are shown or only the catalogue is closed. Closed: 401 (UNAUTHORIZED) or 403
for `/v2/`. A registry that refers to another server for a token (Bearer) counts as closed: the check does
not test whether that server issues tokens to anonymous visitors.

False positives: a cache of public images (`proxy` in its settings), and a public registry. Pushing is not
tested; it is likely to be open too.
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
    """The probe identified a registry, on any port."""
    return observation.module == "docker_registry"


async def run(observation: Observation, channel: Channel) -> CheckReplies:
    """Replies: `/v2/`, the catalogue, the tags; as far as they were answered and the level allows it."""
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
    """`/v2/` decides whether it is open; the other replies decide what was readable."""
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
        return unknown(Reason.NOT_UNDERSTOOD, said="catalogue refused; an image may be readable by name")
    if names is None:
        return opened(ExposureKind.METADATA, "registry answers; catalogue not shown")
    if not names:
        return opened(ExposureKind.EMPTY, "no repositories")
    said = format_count(len(names), "repository", "repositories")
    said = f"at least {said}" if docker_registry.more(heard[1]) else said
    tags = sum(docker_registry.tags(reply) or 0 for reply in heard[2:])
    if tags:
        return opened(ExposureKind.DATA, f"{said}; {format_count(tags, 'tag')} in {len(heard) - 2} of them")
    return opened(ExposureKind.METADATA, f"{said}; no tags listed")


def measure(replies: Replies) -> Size:
    """Names on the first page of the catalogue; a lower bound when another page follows."""
    catalog = replies[1] if len(replies) > 1 else None
    names = docker_registry.repositories(catalog) if isinstance(catalog, Reply) else None
    if not isinstance(catalog, Reply) or names is None:
        return Size()
    return Size(records=len(names), at_least=docker_registry.more(catalog))


check = Check(
    title="Container registry readable without authentication",
    remedy=(
        "Create a password file: `htpasswd -Bbn NAME SECRET > /etc/docker/registry/htpasswd`. In "
        "/etc/docker/registry/config.yml, set `auth: {htpasswd: {realm: registry, path: "
        "/etc/docker/registry/htpasswd}}`. Listen on the internal address only (`http: {addr: "
        "10.0.0.1:5000}`) and put TLS in front. Run `systemctl restart docker-registry`. Close port 5000 in "
        "the firewall. Images contain source code, keys and passwords: change those secrets. Visitors who "
        "can read such a registry can usually also write to it: compare each tag's digest with your own "
        "build."
    ),
    french=Translation(
        title="Registre de conteneurs lisible sans authentification",
        remedy=(
            "Créer un fichier de mots de passe : `htpasswd -Bbn NAME SECRET > "
            "/etc/docker/registry/htpasswd`. Dans /etc/docker/registry/config.yml, définir `auth: {htpasswd: "
            "{realm: registry, path: /etc/docker/registry/htpasswd}}`. N’écouter que sur l’adresse interne "
            "(`http: {addr: 10.0.0.1:5000}`) et placer TLS devant. Exécuter `systemctl restart "
            "docker-registry`. Fermer le port 5000 dans le pare-feu. Les images contiennent du code source, "
            "des clés et des mots de passe : changer ces secrets. Un visiteur qui peut lire un tel registre "
            "peut généralement aussi y écrire : comparer l’empreinte de chaque étiquette à votre propre "
            "build."
        ),
    ),
    severity=Severity.HIGH,
    references=(
        "https://distribution.github.io/distribution/about/configuration/#auth",
        "https://distribution.github.io/distribution/spec/api/",
    ),
    requests=2 + LISTED,
    sized_by="repositories on the first page of the catalogue (at most 100); a lower bound when it continues",
    applies=applies,
    run=run,
    judge=judge,
    measure=measure,
    control=True,
)
