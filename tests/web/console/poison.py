"""Hostile texts in every field that a page shows."""

from __future__ import annotations

from dataclasses import replace

from leftopen.model.case import Case, CaseEventKind
from leftopen.model.evidence import LabelCount
from leftopen.model.identity import digest
from leftopen.model.import_record import ImportRecord
from leftopen.model.location import Location
from leftopen.model.notice import Notice, Receipt
from leftopen.model.scan import ScanRecord
from leftopen.model.severity import Severity
from leftopen.model.user import Note, SavedSearch, User
from leftopen.scope import file
from leftopen.service.workspace.workspace import Workspace
from leftopen.store.observations.writer import ObservationWriter
from leftopen.store.records.changes import Changes
from leftopen.store.records.entities.cases.append import CaseWriter
from leftopen.store.records.entities.cases.notes import NoteWriter
from leftopen.store.records.entities.identity.audit import AuditWriter
from leftopen.store.records.entities.imports import ImportRecordWriter
from leftopen.store.records.entities.scans import ScanWriter
from leftopen.store.records.entities.scopes import ScopeWriter
from leftopen.store.records.entities.searches import SearchWriter
from tests.hostile.bad_words import WORDS
from tests.store.notice_writer import NoticeWriter
from tests.web.console.furnished import found, observed, opened_case

ADDRESS = "203.0.113.{n}"


def words() -> list[str]:
    return [word.encode("utf-8", "replace").decode() for word in WORDS]


def poison(workspace: Workspace, user: User) -> list[Case]:
    """One host, case, notice, note, scope record, scan, import, saved search for each of the words."""
    return [_poisoned(workspace, user, n, word) for n, word in enumerate(words(), start=1)]


def _poisoned(workspace: Workspace, user: User, n: int, word: str) -> Case:
    now, address = workspace.clock(), ADDRESS.format(n=n)
    short = word[:200]
    place = Location(
        country_code="FR", country_name=short, org=short, isp=short, sources=((short, short, short),)
    )
    cert = {
        "subject": {"CN": word, "O": word},
        "issuer": {"CN": word},
        "expires": word,
        "fingerprint": {"sha256": word},
    }
    o = observed(
        address,
        6379,
        now,
        f"{word}\r\n{word}",
        module="redis",
        product=short,
        version=short,
        info=short,
        identity=short,
        tls=True,
        hostnames=(short, short.lower()),
        cpe=(short,),
        tags=(short,),
        location=place,
        clause=short,
        blocks={
            "http": {"title": word, "server": word, "status": word},
            "ssl": {"cert": cert, "versions": [word]},
        },
    )
    ObservationWriter(workspace.store.client).add(
        [o, replace(o, id=digest(o.id, "old"), data="before", hash=-1)]
    )
    held = LabelCount(label=short[:60], count=1, distinct=1, examples=(word,))
    finding = found(o, "redis_open", now, Severity.CRITICAL, [held], said=short)
    line = replace(finding.judged.transcript[0], excerpt=short)
    judged = replace(finding.judged, transcript=(line,), clause=short)
    case = opened_case(workspace, replace(finding, judged=judged))
    _written(workspace, user, case, word)
    return case


def _written(workspace: Workspace, user: User, case: Case, word: str) -> None:
    """What people and other programs wrote down about it."""
    now, records, id = workspace.clock(), workspace.store.records, digest(case.id)
    CaseWriter(Changes(records)).append(
        case.id, CaseEventKind.ACKNOWLEDGED, now, word[:64], {"because": word[:400]}
    )
    notice = Notice(id=id, case=case.id, to=f"mailto:{word}", subject=word, text=word, written=now)
    NoticeWriter(Changes(records)).put(notice, "notice.eml")
    NoticeWriter(Changes(records)).receipt(Receipt(notice=id, accepted=False, said=word, at=now))
    NoteWriter(Changes(records)).put(Note(id=id, case=case.id, at=now, by=word[:64], text=word))
    SearchWriter(Changes(records)).add(
        SavedSearch(id=id, user=user.id, name=word[:64], query=word, made=now), 1000
    )
    AuditWriter(Changes(records)).add(now, word[:64], word, word, word)
    allowed = file.record(
        case.address, authorised_by=word or "x", until=None, now=now, org=word, contact=word, note=word
    )
    # As an older version took it: a contact that nobody can be told at is refused today.
    ScopeWriter(Changes(records)).add(allowed)
    ScanWriter(Changes(records)).put(
        ScanRecord(
            id=id,
            targets=(case.address,),
            ports=word,
            method="connect",
            seed=1,
            started=now,
            total=10,
            vantage=word,
            state="stopped",
            counts={word: 1},
        )
    )
    ImportRecordWriter(Changes(records)).put(
        ImportRecord(
            id=id, digest=id, file=word, size=1, format=word, realm=word, place=word, port=0, started=now
        )
    )


def pages(workspace: Workspace, cases: list[Case]) -> list[str]:
    """Every page that shows any of it."""
    paths = ["/", "/search", "/search?view=table", "/search?q=port:6379", "/exposures?state=all"]
    paths += ["/scope", "/scans", "/imports", "/users", "/keys", "/audit", "/settings", "/me"]
    for case in cases:
        paths += [f"/case/{case.id}", f"/host/{case.address}", f"/scan/{digest(case.id)}"]
    return paths
