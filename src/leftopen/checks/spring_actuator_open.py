"""Spring Boot Actuator: the environment of an application readable without authentication.

Requests the list of endpoints and one property of the environment, the version of Java: it comes with the
names of all sources of properties, without their values. No other property is requested, and no heap dump:
asking for one, even for its size alone, makes the application write it.

Open: the property, always *metadata*. Whoever can read it can read every property that is not masked, and the
memory with all its passwords where a heap dump is listed. Closed: 401, 403 or a login page, or a list of only
what is public by design (health, info, metrics). Unknown: any other response.

It applies to applications without a page of their own at `/`, and to a port for management alone. False
positives: none known.
"""

from __future__ import annotations

from leftopen.model.facts import Json
from leftopen.model.severity import Severity
from leftopen.model.verdict import ExposureKind, Reason, Verdict, closed
from leftopen.wire.http.http_check import Ask, Heard, Shown, denied_last, http_check, served_by
from leftopen.wire.http.json_shows import Shape, count_shown, fits, value, value_at

LIST, PROPERTY = "/actuator", "/actuator/env/java.version"
FOUND: Shape = {"property.source": str, "activeProfiles": list, "propertySources": list}
HARMLESS = frozenset({"self", "health", "info", "metrics", "prometheus"})


def then(heard: Heard) -> Ask | None:
    """The property, where the list has the environment."""
    return Ask(path=PROPERTY, limit=8192) if len(heard) == 1 and "env" in _endpoints(heard) else None


def shows(heard: Heard) -> Shown | None:
    """The list proves Actuator; the property, that its environment can be read."""
    found = value(heard[1]) if len(heard) > 1 and "env" in _endpoints(heard) else None
    sources = value_at(found, "propertySources")
    if not isinstance(sources, list) or not sources or not fits(found, FOUND):
        return None
    if not all(fits(source, {"name": str}) for source in sources):
        return None
    shown = count_shown(len(sources), "source of properties", "sources of properties")
    dump = "; a heap dump is listed" if "heapdump" in _endpoints(heard) else ""
    return Shown(kind=ExposureKind.METADATA, said=f"environment: {shown.said}{dump}", size=shown.size)


def refused(heard: Heard) -> Verdict | None:
    """The environment decides where it is listed."""
    endpoints = _endpoints(heard)
    if endpoints and endpoints <= HARMLESS:
        return closed(Reason.NOT_SERVED, "only endpoints that are public by design")
    return denied_last(heard)


def _endpoints(heard: Heard) -> frozenset[str]:
    """Their names, each up to its first `-`: `health-path` is a form of `health`."""
    links: Json = value_at(value(heard[0]), "_links")
    if not isinstance(links, dict) or "self" not in links:
        return frozenset()
    good = all(fits(link, {"href": str, "templated": bool}) for link in links.values())
    return frozenset(name.partition("-")[0] for name in links) if good else frozenset()


check = http_check(
    title="Spring Boot Actuator readable without authentication",
    remedy=(
        "In application.properties, set `management.endpoints.web.exposure.include=health` and "
        "`management.endpoint.heapdump.enabled=false`, and `management.server.address=127.0.0.1` with a "
        "port of its own. If others need more, protect `/actuator/**` with Spring Security. Restart the "
        "application. Change every password and key of its environment: a heap dump holds them in plain "
        "text."
    ),
    severity=Severity.HIGH,
    references=(
        "https://docs.spring.io/spring-boot/api/rest/actuator/env.html",
        "https://docs.spring.io/spring-boot/reference/actuator/endpoints.html",
    ),
    sized_by="sources of properties from its own list; each may hold many",
    applies=served_by("Spring Boot"),
    ask=Ask(path=LIST, limit=16 * 1024),
    then=then,
    requests=2,
    shows=shows,
    refused=refused,
    whole=False,
)
