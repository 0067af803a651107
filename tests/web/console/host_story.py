"""One made-up host with something in every part of its page: exposures, changes, CVEs, certificate names."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from leftopen.model.absence import AbsenceReason, MissedProbe
from leftopen.model.case import Case
from leftopen.model.evidence import LabelCount
from leftopen.model.facts import Json
from leftopen.model.identity import digest, site_id
from leftopen.model.location import Location
from leftopen.model.observation import Observation
from leftopen.model.severity import Severity
from leftopen.model.vantage import Place, Vantage
from leftopen.model.verdict import Reason, State
from leftopen.service.workspace.workspace import Workspace
from leftopen.store.observations.writer import ObservationWriter
from tests.web.console.furnished import found, looked, observed, opened_case

ADDRESS = "198.51.100.77"
CRAWLER = Vantage(place=Place.INTERNET, name="shodan:crawler")
LOCATION = Location(
    country_code="FR", country_name="France", city="Roubaix", asn=64500, org="Sample Cloud SAS",
    cloud_provider="samplecloud", cloud_region="eu-west-3",
    sources=(
        ("country", "iptocc", "2026-11-01"), ("city", "geofeed", "2026-11-12"),
        ("asn", "table of networks", "2026-11-20"), ("org", "table of networks", "2026-11-20"),
        ("cloud", "range file", "2026-11-25"),
    ),
)  # fmt: skip
CERTIFICATE: dict[str, Json] = {
    "subject": {"CN": "mail.example.org", "O": "Northwind Traders"}, "issuer": {"CN": "Example CA"},
    "expires": "20261001000000Z", "fingerprint": {"sha256": "ab12" * 16},
    "extensions": [
        {"name": "subjectAltName", "data": "DNS:mail.example.org, DNS:webmail.example.org, DNS:x.example.org"}
    ],
}  # fmt: skip
VULNS: dict[str, Json] = {
    "CVE-2023-44487": {
        "verified": True, "cvss": 7.5, "epss": 0.944, "kev": True,
        "summary": "A client can exhaust the server by resetting many streams quickly.",
    },
    "CVE-2021-23017": {"verified": False, "cvss": 7.7, "epss": 0.731},
}  # fmt: skip
PAGE = "HTTP/1.1 200 OK\r\nServer: nginx/{version}\r\nContent-Type: text/html\r\n\r\n"


def tell(workspace: Workspace) -> Sequence[Case]:
    """Stores the host; its cases, the most severe first."""
    now = workspace.clock()
    services = _services(now - timedelta(hours=2))
    web = services[443]
    before = [
        replace(web, id=digest("before", version), timestamp=now - timedelta(days=days), version=version,
                data=PAGE.format(version=version), hash=days)
        for version, days in (("1.14.2", 40), ("1.16.1", 20))
    ]  # fmt: skip
    old = [replace(o, id=digest("old", o.id), timestamp=now - timedelta(days=41)) for o in services.values()]
    theirs = replace(web, id=digest("theirs"), timestamp=now - timedelta(days=1), clause="", vantage=CRAWLER,
                     version="1.18", blocks=dict(web.blocks) | {"vulns": dict(VULNS)}, hash=9)  # fmt: skip
    writer = ObservationWriter(workspace.store.client)
    writer.add([*old, *before])
    writer.add([*services.values(), theirs, _snmp(web)])
    gone = MissedProbe(
        endpoint=services[11211].endpoint, at=now - timedelta(hours=1), reason=AbsenceReason.REFUSED
    )
    writer.add_unanswered([gone])
    return _cases(workspace, services, now)


def _services(at: datetime) -> dict[int, Observation]:
    names = ("mail.example.org", "webmail.example.org")

    def one(port: int, module: str, product: str, version: str, data: str, **more: object) -> Observation:
        return observed(
            ADDRESS, port, at, data, module=module, product=product, version=version, location=LOCATION,
            hostnames=names, os="Debian 12", **more,
        )  # fmt: skip

    tls: dict[str, Json] = {"cert": dict(CERTIFICATE), "versions": ["TLSv1.2", "TLSv1.3"]}
    page: dict[str, Json] = {"title": "Webmail of the fleet office", "status": 200, "server": "nginx"}
    listed = (
        one(22, "ssh", "OpenSSH", "9.2p1", "SSH-2.0-OpenSSH_9.2p1 Debian-2\r\n"),
        one(25, "smtp", "Postfix", "", "220 mail.example.org ESMTP Postfix\r\n"),
        one(443, "https", "nginx", "1.18.0", PAGE.format(version="1.18.0"), tls=True,
            blocks={"ssl": tls, "http": page}),
        one(6379, "redis", "Redis", "7.2.1", "redis_version:7.2.1\r\nos:Linux 6.1\r\nuptime_in_days:41"),
        one(8080, "http", "MailDev", "2.1.0", "HTTP/1.1 200 OK\r\n\r\n",
            blocks={"http": {"title": "MailDev", "status": 200}}),
        one(11211, "memcached", "memcached", "1.6.18", "VERSION 1.6.18\r\n"),
    )  # fmt: skip
    return {o.endpoint.port: o for o in listed}


def _snmp(web: Observation) -> Observation:
    endpoint = replace(web.endpoint, port=161, transport="udp")
    return replace(
        web, id=digest("snmp"), endpoint=endpoint, service=site_id(endpoint), module="snmp", tls=False,
        product="net-snmp", version="5.9", data="Linux mail 6.1.0-18-amd64", clause="", vantage=CRAWLER,
        blocks={}, hash=7,
    )  # fmt: skip


def _cases(workspace: Workspace, services: dict[int, Observation], now: datetime) -> Sequence[Case]:
    mails = [_held("email_address", 2210, 1804), _held("sf86", 14, 14)]
    wanted: Sequence[tuple[int, str, int, Severity, list[LabelCount], str]] = (
        (8080, "mailbox_web_open", 17, Severity.CRITICAL, mails, "312 mails, the newest of 2026-11-27"),
        (6379, "redis_open", 6, Severity.HIGH, [_held("iban", 412, 398)], "20,600 keys"),
        (11211, "memcached_open", 12, Severity.MEDIUM, [], "12 items"),
    )  # fmt: skip
    cases = []
    for port, check, days, severity, held, answer in wanted:
        at = now - timedelta(days=days)
        case = opened_case(workspace, found(services[port], check, at, severity, held, answer))
        if port != 11211:
            looked(workspace, case, now - timedelta(hours=2), State.OPEN, Reason.DATA_READABLE)
        cases.append(case)
    return cases


def _held(label: str, count: int, distinct: int) -> LabelCount:
    return LabelCount(label=label, count=count, distinct=distinct)
