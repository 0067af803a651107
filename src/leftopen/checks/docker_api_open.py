"""Docker Engine API (also Podman's): control of the machine without authentication.

Requests the version, and the summary of the engine: how many containers and images there are. No container,
image, log or environment is requested. Nothing is started.

Open: the version in the API's own shape. *Data* when there are containers or images, *metadata* when there is
none, or when the summary is refused. It is never *empty*: whoever reads this API can also start a container
with the machine's own disk in it. Closed: 401 or 403 (a proxy or an authorisation plug-in). An API that
requires a client certificate ends the TLS handshake; it shows nothing.

False positives: an imitation (honeypot). A proxy that passes only some requests shows the version and
refuses the summary.
"""

from __future__ import annotations

from leftopen.model.observation import Observation
from leftopen.model.severity import Severity
from leftopen.model.size import Size
from leftopen.model.verdict import ExposureKind
from leftopen.present.humanize import format_count
from leftopen.wire.http.http_check import (
    HTTP,
    Ask,
    Heard,
    Shown,
    denied,
    either,
    http_check,
    in_turn,
    served_by,
)
from leftopen.wire.http.json_shows import Shape, fits, number, value, value_at

SIGNS: Shape = {"ApiVersion": str, "MinAPIVersion": str, "Os": str, "Arch": str}
PODMAN = ("content-length: 10", "x-content-type-options: nosniff", "content-type: text/plain; charset=utf-8")


def podmans_front(observation: Observation) -> bool:
    """Podman's front page names nothing: a plain `Not Found` with these three headers."""
    first, *lines = observation.data[:8192].lower().splitlines() or [""]
    return observation.module in HTTP and " 404" in first[:16] and set(PODMAN) <= set(lines)


def shows(heard: Heard) -> Shown | None:
    """The version decides whether it is open; the summary decides what was readable."""
    if not fits(value(heard[0]), SIGNS):
        return None
    if len(heard) > 1 and heard[1].status in (401, 403):
        return None
    answer = value(heard[1]) if len(heard) > 1 else None
    containers, images = number(value_at(answer, "Containers")), number(value_at(answer, "Images"))
    if containers is None or images is None:
        return Shown(kind=ExposureKind.METADATA, said="version; the summary was not shown")
    reply = f"{format_count(containers, 'container')}, {format_count(images, 'image')}"
    kind = ExposureKind.DATA if containers + images else ExposureKind.METADATA
    return Shown(kind=kind, said=reply, size=Size(records=containers + images))


check = http_check(
    title="Docker API readable without authentication",
    remedy=(
        "Remove `-H tcp://…` (or `hosts` in /etc/docker/daemon.json), then run `systemctl daemon-reload && "
        "systemctl restart docker`; Podman: stop `podman system service tcp:…`. From afar, use `docker -H "
        "ssh://USER@HOST`, or require client certificates (`--tlsverify`, `--tlscacert`). Close ports 2375 "
        "and 2376 in the firewall. Consider the machine taken over: check it for containers, images, cron "
        "jobs and SSH keys that you did not create, and change every secret on it."
    ),
    severity=Severity.CRITICAL,
    references=(
        "https://docs.docker.com/engine/security/protect-access/",
        "https://docs.podman.io/en/latest/markdown/podman-system-service.1.html",
    ),
    sized_by="containers and images from the engine's own summary",
    applies=either(served_by("Docker Engine"), podmans_front),
    ask=Ask(path="/version"),
    then=in_turn(Ask(path="/info", limit=16 * 1024), when=lambda first: fits(value(first), SIGNS)),
    requests=2,
    shows=shows,
    refused=denied,
)
