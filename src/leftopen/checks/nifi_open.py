"""Apache NiFi, a server of data flows: usable without authentication.

Requests who the visitor is and, when that is nobody in particular, the number of components. No component,
flow or file is requested.

Open: the visitor is `anonymous` and may read the controller. *Metadata* when the flow has components, *empty*
when it has none. Whoever may write there can run programs on the machine. Closed: 401, 403 or a login page.
Unknown: any other response, and an anonymous visitor without rights.

False positives: a public demonstration.
"""

from __future__ import annotations

from leftopen.model.channel import Reply
from leftopen.model.severity import Severity
from leftopen.model.verdict import ExposureKind
from leftopen.wire.http.http_check import Ask, Heard, Shown, http_check, in_turn, served_by
from leftopen.wire.http.json_shows import Shape, count_shown, fits, number, value, value_at

USER, STATUS = "/nifi-api/flow/current-user", "/nifi-api/flow/status"
ANONYMOUS: Shape = {
    "identity": "anonymous",
    "anonymous": True,
    "controllerPermissions.canRead": True,
    "provenancePermissions.canRead": bool,
}
COUNTERS = ("runningCount", "stoppedCount", "invalidCount", "disabledCount")


def shows(heard: Heard) -> Shown | None:
    """The rights of the visitor prove it; the status tells how much there is."""
    user = value(heard[0])
    if not fits(user, ANONYMOUS):
        return None
    rights = (
        "may change the flow" if value_at(user, "controllerPermissions.canWrite") is True else "read only"
    )
    components = _components(heard[1]) if len(heard) > 1 else None
    if components is None:
        return Shown(kind=ExposureKind.METADATA, said=f"anonymous user, {rights}")
    shown = count_shown(components, "component")
    return Shown(kind=shown.kind, said=f"{shown.said}; anonymous user, {rights}", size=shown.size)


def _components(status: Reply) -> int | None:
    answer = value_at(value(status), "controllerStatus")
    counts = [number(value_at(answer, name)) for name in COUNTERS]
    return sum(count or 0 for count in counts) if None not in counts else None


check = http_check(
    title="Apache NiFi readable without authentication",
    remedy=(
        "In nifi.properties, set `nifi.web.https.host=127.0.0.1` and `nifi.web.https.port=8443`, clear "
        "`nifi.web.http.port`, and set `nifi.security.allow.anonymous.authentication=false`. Set a user "
        "with `bin/nifi.sh set-single-user-credentials USER PASSWORD`, then run `bin/nifi.sh restart`. "
        "Close ports 8080 and 8443 in the firewall. Check the flow for components that you did not add, and "
        "change its passwords."
    ),
    severity=Severity.CRITICAL,
    references=(
        "https://nifi.apache.org/nifi-docs/administration-guide.html#user_authentication",
        "https://nifi.apache.org/nifi-docs/rest-api.html",
    ),
    sized_by="components (running, stopped, invalid and disabled) from its own status",
    applies=served_by("NiFi"),
    ask=Ask(path=USER, limit=16 * 1024),
    then=in_turn(Ask(path=STATUS), when=lambda first: first.status == 200),
    requests=2,
    shows=shows,
)
