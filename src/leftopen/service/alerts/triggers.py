"""The triggers of alerts: those of Shodan that our observations support, and our own."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from leftopen.model.alert import Alert, Ignored
from leftopen.model.observation import Observation
from leftopen.query.match import match
from leftopen.query.parse import parse
from leftopen.service.search.vulnerabilities import vulns

Fires = Callable[[Observation, Sequence[str]], bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class Trigger:
    """`rule` is a query in the search language, or text where no query can express it; `fires` takes an
    observation and the open checks of its service."""

    name: str
    rule: str
    description: str
    fires: Fires


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
    "arangodb_open,chroma_open,clickhouse_http_open,couchdb_open,druid_open,elasticsearch_open,etcd_open,"
    "fhir_open,hbase_open,influxdb_open,loki_open,meilisearch_open,memcached_open,mongodb_open,mysql_anonymous,"
    "postgresql_trust,postgrest_open,prometheus_open,qdrant_open,redis_open,rethinkdb_open,solr_open,"
    "victoriametrics_open,weaviate_open,zookeeper_open"
)

_ALL = (
    _special("any", "*", "Any service", lambda _: True),
    _special(
        "new_service", "first seen now", "A new service",
        lambda o: o.first_seen == o.timestamp,
    ),
    _rule("open_database", f"exposure:{_DATABASES}", "A database readable without authentication"),
    _rule(
        "open_directory", "exposure:directory_listing_open,webdav_open,caldav_open",
        "A directory listing readable without authentication",
    ),
    _rule(
        "open_share", "exposure:smb_share_open,rsync_open,ftp_anonymous,s3_bucket_open,azure_blob_open",
        "A share or bucket readable without authentication",
    ),
    _rule("open_mail", "exposure:mailbox_web_open,imap_anonymous", "Mail readable without authentication"),
    _rule("open", "verdict:open", "Any exposure found by a check"),
    _special("ssl_expired", "ssl.cert.expired:true", "An expired certificate", _expired),
    _special(
        "vulnerable", "vuln verified", "A verified vulnerability", lambda o: any(vulns(o).values())
    ),
    _special(
        "vulnerable_unverified", "vuln", "A possible vulnerability, inferred from the version",
        lambda o: bool(vulns(o)),
    ),
    _rule("industrial_control_system", "tag:ics", "An industrial or building control system"),
    _rule("internet_scanner", "tag:scanner", "A host that scans other hosts"),
    _rule("iot", "tag:iot", "An internet of things device"),
    _rule("malware", "tag:malware,c2,compromised,doublepulsar", "Malware or its control server"),
    _rule("end_of_life", "tag:eol-product", "An end-of-life product"),
    _rule("uncommon", f"-port:{_USUAL_PORTS}", "A service on an uncommon public port"),
)  # fmt: skip

TRIGGERS: Mapping[str, Trigger] = {trigger.name: trigger for trigger in _ALL}


def fired_triggers(alert: Alert, o: Observation, open_checks: Sequence[str]) -> Iterator[str]:
    """The triggers of the alert that fire and do not ignore this endpoint."""
    for name, ignored in alert.triggers.items():
        trigger = TRIGGERS.get(name)
        if trigger and trigger.fires(o, open_checks) and not any(_ignores(one, o) for one in ignored):
            yield name


def _ignores(ignored: Ignored, o: Observation) -> bool:
    if ignored.address != str(o.endpoint.address) or ignored.port != o.endpoint.port:
        return False
    return not ignored.vulns or set(vulns(o)) <= set(ignored.vulns)
