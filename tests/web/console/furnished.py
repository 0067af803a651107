"""A data folder with something on every page: services, cases in many states, notices, notes, people."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from leftopen.cases import event_schema
from leftopen.model.address import Address
from leftopen.model.case import Case, CaseEventKind
from leftopen.model.closure import CheckObservation
from leftopen.model.endpoint import Endpoint
from leftopen.model.evidence import Evidence, LabelCount
from leftopen.model.finding import CheckResult, Finding
from leftopen.model.identity import case_id, digest, finding_id, observation_id, site_id
from leftopen.model.location import Location
from leftopen.model.notice import Notice, Receipt
from leftopen.model.observation import Observation
from leftopen.model.scan import ScanRecord
from leftopen.model.severity import Severity
from leftopen.model.shape import Intent, Step
from leftopen.model.size import Size
from leftopen.model.transcript import TranscriptLine
from leftopen.model.user import Note
from leftopen.model.vantage import Place, Vantage
from leftopen.model.verdict import ExposureKind, Phase, Reason, State, opened
from leftopen.scope import file
from leftopen.service.cases import case_updates, review
from leftopen.service.exclusions import scopes
from leftopen.service.workspace.workspace import Workspace
from leftopen.store.observations.writer import ObservationWriter
from leftopen.store.records.changes import Changes
from leftopen.store.records.entities.cases.append import CaseWriter
from leftopen.store.records.entities.cases.cases import Cases
from leftopen.store.records.entities.cases.notes import NoteWriter
from leftopen.store.records.entities.scans import ScanWriter
from tests.store.notice_writer import NoticeWriter

HERE = Vantage(place=Place.INTERNET, name="paris")
COUNTRIES = (
    ("FR", "France", 48.85, 2.35), ("DE", "Germany", 52.5, 13.4), ("US", "United States", 38.9, -77.0),
    ("BR", "Brazil", -15.8, -47.9), ("JP", "Japan", 35.7, 139.7), ("SG", "Singapore", 1.35, 103.8),
    ("ZA", "South Africa", -25.7, 28.2), ("AU", "Australia", -35.3, 149.1),
)  # fmt: skip
ORGS = ("Example Hosting", "Sample Cloud SAS", "Documentation Networks", "Northwind Traders")
KINDS = (
    (80, "http", "nginx", "1.27.1", "HTTP/1.1 200 OK\r\nServer: nginx/1.27.1\r\n\r\n"),
    (443, "https", "Apache httpd", "2.4.62", "HTTP/1.1 301 Moved Permanently\r\nLocation: /welcome\r\n\r\n"),
    (22, "ssh", "OpenSSH", "9.9", "SSH-2.0-OpenSSH_9.9 Debian-1\r\n"),
    (6379, "redis", "Redis", "7.2.1", "# Server\r\nredis_version:7.2.1\r\nos:Linux 6.1\r\nuptime_in_days:41"),
    (9200, "http", "Elasticsearch", "8.15.0", '{"cluster_name": "logs", "version": {"number": "8.15.0"}}'),
    (27017, "mongodb", "MongoDB", "7.0.2", "MongoDB 7.0.2, maxWireVersion 21"),
)  # fmt: skip


def observations(now: datetime, number: int = 180) -> list[Observation]:
    return [_service(n, now) for n in range(number)]


def _service(n: int, now: datetime) -> Observation:
    port, module, product, version, data = KINDS[n % len(KINDS)]
    code, country, latitude, longitude = COUNTRIES[(n * n + n // 7) % len(COUNTRIES)]
    place = Location(
        country_code=code, country_name=country, latitude=latitude, longitude=longitude, asn=64496 + n % 5,
        org=ORGS[n % len(ORGS)], isp=ORGS[n % len(ORGS)], sources=(("country", "iptocc", "2026-11-01"),),
    )  # fmt: skip
    return observed(
        f"198.51.100.{n // 3}", port, now - timedelta(hours=5 * n, minutes=n % 60), data, module=module,
        product=product, version=version, location=place, tls=port == 443,
        hostnames=(f"host{n // 3}.example.org",) if n % 4 else (), tags=("database",) if port > 6000 else (),
        first_seen=None,
        blocks={
            "http": {"title": f"Welcome to host {n // 3}", "status": 200, "server": product},
            "ssl": {
                "cert": {
                    "subject": {"CN": f"host{n // 3}.example.org", "O": ORGS[n % 4]},
                    "issuer": {"CN": "Example CA"}, "expires": "20270131000000Z", "expired": n % 3 == 0,
                    "fingerprint": {"sha256": "ab" * 32},
                },
                "versions": ["TLSv1.2", "TLSv1.3"],
            },
        } if port == 443 else {},
    )  # fmt: skip


def observed(address: str, port: int, at: datetime, data: str, **more: object) -> Observation:
    endpoint = Endpoint(address=Address.parse(address), port=port)
    service = site_id(endpoint)
    made = Observation(
        id=observation_id(service, at, data), service=service, endpoint=endpoint, timestamp=at, duration=0.3,
        vantage=HERE, scan="5ca1ab1e",
        clause="record 5c09e000: 198.51.100.0/24, authorised by R. Moreau until 2027-06-30 00:00 UTC",
        module="unknown", data=data, hash=len(data),
    )  # fmt: skip
    return replace(made, **more)  # type: ignore[arg-type]


def found(
    o: Observation, check: str, at: datetime, severity: Severity, holds: Sequence[LabelCount], said: str = ""
) -> Finding:
    judged = CheckResult(
        look=digest(o.id, check, str(at)), finding=finding_id(o.service, check), service=o.service,
        observation=o.id, endpoint=o.endpoint, check=check, at=at, vantage=HERE, scan=o.scan, clause=o.clause,
        verdict=opened(ExposureKind.DATA, said), identity=o.identity, product=o.product,
        transcript=(
            TranscriptLine(sent=True, at=0.02, length=14, digest="ab" * 32, excerpt="*1\\r\\n$4\\r\\nPING"),
            TranscriptLine(sent=False, at=0.04, length=7, digest="cd" * 32, excerpt="+PONG"),
        ),
    )  # fmt: skip
    return Finding(
        judged=judged, severity=severity, size=Size(records=20_600, bytes=3_200_000_000, at_least=True),
        evidence=Evidence(holds=tuple(holds), items=12, bytes=48_000, severity=severity),
    )  # fmt: skip


def opened_case(workspace: Workspace, finding: Finding, open_after: datetime | None = None) -> Case:
    id = case_id(finding.judged.finding, finding.judged.identity)
    records = workspace.store.records
    body = event_schema.detection_body(finding, open_after)
    CaseWriter(Changes(records)).append(id, CaseEventKind.DETECTED, finding.judged.at, "leftopen", body)
    ObservationWriter(workspace.store.client).add_judged([finding.judged])
    case_updates.store_finding(workspace.store, finding)
    ObservationWriter(workspace.store.client).put_case(Cases(records).get(id))
    return Cases(records).get(id)


def looked(workspace: Workspace, case: Case, at: datetime, state: State, reason: Reason) -> None:
    look = CheckObservation(
        at=at, vantage="paris", state=state, reason=reason, phase=Phase.JUDGE, control="tcp 198.51.100.1:22",
        product=case.product, id=digest(case.id, str(at)),
    )  # fmt: skip
    CaseWriter(Changes(workspace.store.records)).append(
        case.id, CaseEventKind.LOOKED, at, "leftopen", event_schema.observation_body(look)
    )


def furnish(workspace: Workspace) -> list[Case]:
    """Everything; the cases, oldest first."""
    now = workspace.clock()
    seen = observations(now)
    ObservationWriter(workspace.store.client).add(seen)
    earlier = replace(
        seen[0], id=digest("earlier"), timestamp=now - timedelta(days=60), data="HTTP/1.0 302", hash=1
    )
    ObservationWriter(workspace.store.client).add([earlier])
    allowed = file.record(
        "198.51.100.0/24", authorised_by="R. Moreau", until=now + timedelta(days=200), now=now,
        org="Sample Cloud SAS", contact="mailto:soc@example.org", note="contract 42",
    )  # fmt: skip
    scopes.add(workspace, [allowed], by="somebody")
    cases = _cases(workspace, seen, now)
    to_review(workspace, seen, now)
    _scans(workspace, now)
    for case in cases:
        ObservationWriter(workspace.store.client).put_case(Cases(workspace.store.records).get(case.id))
    return [Cases(workspace.store.records).get(case.id) for case in cases]


def to_review(workspace: Workspace, seen: Sequence[Observation], now: datetime) -> None:
    """Two that are readable and whose purpose is unknown, far from each other; one published."""
    web = [o for o in seen if o.endpoint.port == 80]
    for number, (o, intent) in enumerate(
        ((web[0], Intent.UNDETERMINED), (web[-1], Intent.UNDETERMINED), (web[1], Intent.PUBLISHED))
    ):
        finding = listed(o, now - timedelta(hours=2 + number), intent)
        review.put_on_list(workspace.store.records, finding)


def listed(o: Observation, at: datetime, intent: Intent, path: str = "/share/") -> Finding:
    """A listing of files that a crawl saw."""
    finding = found(o, "directory_listing", at, Severity.MEDIUM, (), "40 files")
    judged = replace(
        finding.judged, intent=intent, intent_why="plain files", route=(Step(path="/"), Step(path=path))
    )
    size = Size(records=40, oldest=datetime(2019, 1, 2, tzinfo=UTC), newest=datetime(2023, 2, 20, tzinfo=UTC))
    return replace(finding, judged=judged, size=size)


def _cases(workspace: Workspace, seen: Sequence[Observation], now: datetime) -> list[Case]:
    held = (
        LabelCount(
            label="iban", count=412, distinct=398, examples=("FR76 •••• •••• 0189", "DE89 •••• •••• 3000")
        ),
        LabelCount(label="email_address", count=2210, distinct=1804, examples=("a•••@example.org",)),
    )
    checks = {6379: "redis_open", 9200: "elasticsearch_open", 27017: "mongodb_open"}
    wanted = [o for o in seen if o.endpoint.port in checks][:14]
    levels = (Severity.CRITICAL, Severity.HIGH, Severity.HIGH, Severity.MEDIUM, Severity.LOW)
    cases = []
    for n, o in enumerate(wanted):
        at = now - timedelta(days=n * 2, hours=3 + n)
        finding = found(o, checks[o.endpoint.port], at, levels[n % 5], held if n % 3 == 0 else ())
        case = opened_case(workspace, finding, at - timedelta(days=1 + n % 4) if n % 2 else None)
        looked(workspace, case, now - timedelta(hours=1 + n), State.OPEN, Reason.DATA_READABLE)
        cases.append(case)
    _told(workspace, cases[3], now)
    _closed(workspace, cases[5], now)
    records = CaseWriter(Changes(workspace.store.records))
    records.append(cases[6].id, CaseEventKind.ACKNOWLEDGED, now - timedelta(hours=5), "maria", {})
    records.append(
        cases[7].id,
        CaseEventKind.MARKED_FALSE,
        now - timedelta(hours=9),
        "maria",
        {"because": "a honeypot of ours"},
    )
    return cases


def _told(workspace: Workspace, case: Case, now: datetime) -> None:
    records = workspace.store.records
    notice = Notice(
        id=digest("notice", case.id), case=case.id, to="mailto:soc@example.org",
        subject=f"{case.endpoint} can be read by anybody",
        text=f"Hello,\n\n{case.endpoint} can be read without a password.\nPlease ask for one.\n\nleftopen",
        written=now - timedelta(days=3),
    )  # fmt: skip
    NoticeWriter(Changes(records)).put(notice, str(workspace.data / "notices" / "a.eml"))
    receipt = Receipt(notice=notice.id, accepted=True, said="250 queued as 4F2", at=now - timedelta(days=3))
    NoticeWriter(Changes(records)).receipt(receipt)
    body = {"notice": notice.id, "to_kind": "mailto"}
    CaseWriter(Changes(records)).append(case.id, CaseEventKind.NOTIFIED, receipt.at, "leftopen", dict(body))
    NoteWriter(Changes(records)).put(
        Note(
            id="ab12",
            case=case.id,
            at=now - timedelta(days=2),
            by="maria",
            text="Called them; they look at it.",
        )
    )


def _closed(workspace: Workspace, case: Case, now: datetime) -> None:
    looked(workspace, case, now - timedelta(minutes=50), State.CLOSED, Reason.PASSWORD_ASKED)
    body: event_schema.Body = {"because": "the server now requires a password", "rounds": 1, "needed": 1}
    CaseWriter(Changes(workspace.store.records)).append(
        case.id, CaseEventKind.CLOSED, now - timedelta(minutes=49), "leftopen", body
    )


def _scans(workspace: Workspace, now: datetime) -> None:
    for n, (target, ports, state) in enumerate(
        (("198.51.100.0/24", "top1000", "finished"), ("198.51.100.0/26", "6379,9200,27017", "stopped"))
    ):
        scan = ScanRecord(
            id=digest("scan", str(n)), targets=(target,), ports=ports, method="connect", seed=7,
            started=now - timedelta(days=n, hours=4), total=256_000, vantage="paris",
        )  # fmt: skip
        ScanWriter(Changes(workspace.store.records)).put(scan)
        counts = {"talked": 180 - n, "open": 12 + n}
        done = 256_000 if state == "finished" else 91_000
        ScanWriter(Changes(workspace.store.records)).progress(scan.id, done, counts, ())
        ScanWriter(Changes(workspace.store.records)).finish(scan.id, state, now - timedelta(hours=2), counts)
