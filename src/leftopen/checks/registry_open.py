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

from leftopen.model.read_level import ReadLevel
from leftopen.model.severity import Severity
from leftopen.model.size import Size
from leftopen.model.verdict import ExposureKind, Reason, Verdict, closed, unknown
from leftopen.present.humanize import format_count
from leftopen.wire.http.http_check import Ask, Heard, Shown, http_check, probed_as
from leftopen.wire.http.http_denial import denial
from leftopen.wire.products import docker_registry

LISTED = 3
CATALOG = Ask(path=docker_registry.CATALOG, limit=32768, level=ReadLevel.LISTING)


def then(heard: Heard) -> Ask | None:
    """The catalogue, then the tags, as far as they were answered."""
    if len(heard) == 1:
        return CATALOG if docker_registry.answers(heard[0]) else None
    names, at = (docker_registry.repositories(heard[1]) or ())[:LISTED], len(heard) - 2
    if at == len(names):
        return None
    return Ask(path=docker_registry.tags_path(names[at]), level=ReadLevel.LISTING)


def shows(heard: Heard) -> Shown | None:
    """`/v2/` decides whether it is open; the other replies decide what was readable."""
    if not docker_registry.answers(heard[0]):
        return None
    names = docker_registry.repositories(heard[1]) if len(heard) > 1 else None
    if names is None and len(heard) > 1 and denial(heard[1]):
        return None
    if names is None:
        return Shown(kind=ExposureKind.METADATA, said="registry answers; catalogue not shown")
    size = Size(records=len(names), at_least=docker_registry.has_more(heard[1]))
    if not names:
        return Shown(kind=ExposureKind.EMPTY, said="no repositories", size=size)
    response = format_count(len(names), "repository", "repositories")
    response = f"at least {response}" if size.at_least else response
    tags = sum(docker_registry.tags(reply) or 0 for reply in heard[2:])
    if tags:
        response = f"{response}; {format_count(tags, 'tag')} in {len(heard) - 2} of them"
        return Shown(kind=ExposureKind.DATA, said=response, size=size)
    return Shown(kind=ExposureKind.METADATA, said=f"{response}; no tags listed", size=size)


def refused(heard: Heard) -> Verdict | None:
    """With the registry's own code of the error. A refused catalogue alone is not closed."""
    if docker_registry.answers(heard[0]):
        return unknown(Reason.NOT_UNDERSTOOD, said="catalogue refused; an image may be readable by name")
    refusal, code = denial(heard[0]), docker_registry.code(heard[0])
    if refusal is not None and code:
        return closed(refusal.reason, f"HTTP {heard[0].status} {code}")
    return refusal


check = http_check(
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
    severity=Severity.HIGH,
    reads=ReadLevel.LISTING,
    references=(
        "https://distribution.github.io/distribution/about/configuration/#auth",
        "https://distribution.github.io/distribution/spec/api/",
    ),
    sized_by="repositories on the first page of the catalogue (at most 100); a lower bound when it continues",
    applies=probed_as("docker_registry"),
    ask=Ask(path=docker_registry.BASE),
    then=then,
    requests=2 + LISTED,
    shows=shows,
    refused=refused,
)
