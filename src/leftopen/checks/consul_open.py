"""Consul: the catalogue of services readable without a token.

Requests the names of the services. No address, check or key is requested. Names are read in memory to count;
none is stored.

Open: the names, with Consul's own service among them and its own header, always *metadata*. A catalogue that
Consul filtered is a lower bound. Closed: 403, a login page, or an empty catalogue under the default policy
`deny`, which Consul states in a header. Unknown: any other empty catalogue.

False positives: services whose names an administrator shows to everyone on purpose. Where the default policy
is `allow`, any visitor can usually also read keys and register services.
"""

from __future__ import annotations

from leftopen.model.channel import Reply
from leftopen.model.facts import Json
from leftopen.model.read_level import ReadLevel
from leftopen.model.severity import Severity
from leftopen.model.verdict import Reason, Verdict, closed
from leftopen.wire.http.http_check import (
    Ask,
    Heard,
    Shown,
    denied,
    either,
    front_page_says,
    http_check,
    served_by,
)
from leftopen.wire.http.json_shows import count_shown, value

OWN = "consul"


def shows(heard: Heard) -> Shown | None:
    """The services by name, each with its tags."""
    services = _services(heard[0])
    if services is None or OWN not in services:
        return None
    filtered = heard[0].header("x-consul-results-filtered-by-acls") == "true"
    return count_shown(len(services), "service", at_least=filtered)


def refused(heard: Heard) -> Verdict | None:
    """Consul filters its catalogue and answers 200 where a token is missing."""
    if _services(heard[0]) == {} and heard[0].header("x-consul-default-acl-policy") == "deny":
        return closed(Reason.FORBIDDEN, "nothing shown; default policy: deny")
    return denied(heard)


def _services(reply: Reply) -> dict[str, Json] | None:
    answer = value(reply)
    good = isinstance(answer, dict) and all(isinstance(tags, list) for tags in answer.values())
    return answer if isinstance(answer, dict) and good and reply.header("x-consul-index").isdigit() else None


check = http_check(
    title="Consul catalogue readable without authentication",
    remedy=(
        'In its configuration, set `acl = { enabled = true, default_policy = "deny" }` and `client_addr = '
        '"127.0.0.1"`, then restart it. Run `consul acl bootstrap` and give each program its own token. Set '
        "`enable_script_checks = false`. Close port 8500 in the firewall. Check for services and keys that "
        "you did not register."
    ),
    severity=Severity.HIGH,
    references=(
        "https://developer.hashicorp.com/consul/api-docs/catalog#list-services",
        "https://developer.hashicorp.com/consul/docs/secure/acl",
    ),
    sized_by="services from the catalogue; a lower bound when Consul filtered it",
    applies=either(served_by("Consul"), front_page_says(301, "location", "/ui/")),
    ask=Ask(path="/v1/catalog/services", limit=32 * 1024, level=ReadLevel.LISTING),
    shows=shows,
    refused=refused,
)
