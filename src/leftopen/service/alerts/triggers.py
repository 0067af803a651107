"""The triggers of alerts: those of Shodan that our observations support, and our own."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from leftopen.model.alert import Alert, Ignored
from leftopen.model.observation import Observation
from leftopen.query.match import match
from leftopen.query.parse import parse

Fires = Callable[[Observation, Sequence[str]], bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class Trigger:
    """`rule` is a query in the search language, or text where no query can express it; `fires` takes an
    observation and the open checks of its service."""

    name: str
    rule: str
    description: str
    fires: Fires


def vulns(o: Observation) -> dict[str, bool]:
    """CVE → whether it was verified; a CVE that was tested and not found is left out."""
    block = o.blocks.get("vulns")
    if not isinstance(block, Mapping):
        return {}
    return {
        name: isinstance(about, Mapping) and about.get("verified") is True
        for name, about in block.items()
        if not name.startswith("!")
    }


def _rule(name: str, rule: str, description: str) -> Trigger:
    node = parse(rule)

    def fires(o: Observation, open_checks: Sequence[str]) -> bool:
        verdicts = ["open"] if open_checks else []
        return match(node, o, {"exposure": open_checks, "verdict": verdicts})

    return Trigger(name=name, rule=rule, description=description, fires=fires)


def _special(name: str, rule: str, description: str, fires: Callable[[Observation], bool]) -> Trigger:
    return Trigger(name=name, rule=rule, description=description, fires=lambda o, _: fires(o))


def _expired(o: Observation) -> bool:
    tls = o.blocks.get("ssl")
    certificate = tls.get("cert") if isinstance(tls, Mapping) else None
    return isinstance(certificate, Mapping) and certificate.get("expired") is True


_USUAL_PORTS = "21,22,25,53,80,110,123,143,161,443,465,587,993,995,3306,3389,5060,8080,8443"
_DATABASES = (
    "couchdb_open,elasticsearch_open,etcd_open,influxdb_open,memcached_open,mongodb_open,postgresql_trust,"
    "prometheus_open,redis_open,zookeeper_open"
)

_ALL = (
    _special("any", "*", "Anything that is seen", lambda _: True),
    _special(
        "new_service", "first seen now", "A service that was never seen before",
        lambda o: o.first_seen == o.timestamp,
    ),
    _rule("open_database", f"exposure:{_DATABASES}", "A database that anybody can read"),
    _rule(
        "open_directory", "exposure:directory_listing_open,webdav_open,caldav_open",
        "A listing of files that anybody can read",
    ),
    _rule(
        "open_share", "exposure:smb_share_open,rsync_open,ftp_anonymous,s3_bucket_open,azure_blob_open",
        "A share or a bucket that anybody can read",
    ),
    _rule("open_mail", "exposure:mailbox_web_open,imap_anonymous", "Mail that anybody can read"),
    _rule("open", "verdict:open", "Whatever some check found to be readable by anybody"),
    _special("ssl_expired", "ssl.cert.expired:true", "A certificate that has run out", _expired),
    _special(
        "vulnerable", "vuln verified", "A vulnerability that was verified", lambda o: any(vulns(o).values())
    ),
    _special(
        "vulnerable_unverified", "vuln", "A vulnerability that may be there, by its version",
        lambda o: bool(vulns(o)),
    ),
    _rule("industrial_control_system", "tag:ics", "A control system of industry or buildings"),
    _rule("internet_scanner", "tag:scanner", "A machine that scans others"),
    _rule("iot", "tag:iot", "A device of the internet of things"),
    _rule("malware", "tag:malware,c2,compromised,doublepulsar", "Malware, or what controls it"),
    _rule("end_of_life", "tag:eol-product", "A product that is no longer kept up"),
    _rule("uncommon", f"-port:{_USUAL_PORTS}", "A service on a port that is rarely public"),
)  # fmt: skip

TRIGGERS: Mapping[str, Trigger] = {trigger.name: trigger for trigger in _ALL}


def fired(alert: Alert, o: Observation, open_checks: Sequence[str]) -> Iterator[str]:
    """The triggers of the alert that fire and do not ignore this endpoint."""
    for name, ignored in alert.triggers.items():
        trigger = TRIGGERS.get(name)
        if trigger and trigger.fires(o, open_checks) and not any(_ignores(one, o) for one in ignored):
            yield name


def _ignores(ignored: Ignored, o: Observation) -> bool:
    if ignored.address != str(o.endpoint.address) or ignored.port != o.endpoint.port:
        return False
    return not ignored.vulns or set(vulns(o)) <= set(ignored.vulns)
