"""Every verb that acts, given eight times at once: one effect, or what is said beside it.

What a verb does is done here by the service that it is a guest of, in eight threads; the notice also by
processes. A verb that is neither here nor among those that only read fails by its name.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import typer

from leftopen.cli import build
from leftopen.demo.smtp_sink import SmtpSink
from leftopen.errors import ChangedSince, LeftopenError, NotAllowed, NotFound
from leftopen.model.api_key import Right
from leftopen.model.case import Case, CaseEventKind
from leftopen.model.job import LIVE
from leftopen.model.permission import Role
from leftopen.model.response import ResponseEntry, Word
from leftopen.scope.file import record
from leftopen.service.access_logs import saved
from leftopen.service.access_logs.read import ReadersOptions, readers_result
from leftopen.service.cases import comments, holds, review
from leftopen.service.cases.decisions import decide
from leftopen.service.cases.signing import proofs
from leftopen.service.exclusions import scopes
from leftopen.service.identity import accounts, api_keys
from leftopen.service.ingest import cve_lists, places
from leftopen.service.ingest.run import ImportOptions, import_file
from leftopen.service.monitoring import monitors
from leftopen.service.notices import owner_links
from leftopen.service.notices.notify import NotificationResult, notify
from leftopen.service.organisations import organisations
from leftopen.service.outbox import mutes
from leftopen.service.reference import scaffold
from leftopen.service.respond import custody, drafts, register, signed
from leftopen.service.respond import log as respond_log
from leftopen.service.respond import report as impact_report
from leftopen.service.respond import state as respond_state
from leftopen.service.scanning.verify import verify
from leftopen.service.search import export
from leftopen.service.workspace import job_queue
from leftopen.service.workspace.workspace import Workspace
from leftopen.store.records import Records
from leftopen.store.records.entities.cases.case_holds import CaseHolds
from leftopen.store.records.entities.cases.cases import Cases
from leftopen.store.records.entities.cases.notes import Notes
from leftopen.store.records.entities.cases.responses import Responses
from leftopen.store.records.entities.cases.reviews import Reviews
from leftopen.store.records.entities.identity.api_keys import ApiKeys
from leftopen.store.records.entities.identity.audit import Audit
from leftopen.store.records.entities.identity.users import Users
from leftopen.store.records.entities.imports import Imports
from leftopen.store.records.entities.jobs import Jobs
from leftopen.store.records.entities.mutes import Mutes
from leftopen.store.records.entities.organisations import Organisations
from leftopen.store.records.entities.scans import Scans
from leftopen.store.records.entities.scopes import Scopes
from tests.at_once import at_once
from tests.cli.program import ran
from tests.durability.runs import Folder
from tests.formats.cve_list_files import KEV
from tests.places.range_files import NETWORKS
from tests.service.office import SENDER, office, scanned
from tests.web.console.furnished import furnish

TIMES = 8
# Each takes seconds of a core.
PROCESSES = 4
READ = frozenset(
    (
        "audit", "count", "doctor", "host", "plan", "report", "search", "stats", "cases list", "cases show",
        "check list", "check show", "detector list", "detector show", "key list", "user list",
        "places list", "places show", "probe list", "probe show", "scope list", "scope check",
        "review list", "shape list", "shape show", "changes", "jobs list", "jobs show", "watch list",
        "watch show", "assess list", "assess people", "assess show", "exclusion list", "mute list",
        "readers formats", "readers list", "readers show", "backup check",
        "org list", "org show", "outbox list", "outbox show", "cve list", "cve show",
        "respond show", "respond deadlines", "respond check", "respond history", "respond answers",
        "respond custody list", "respond custody compare", "respond draft show", "completion", "config get",
        "config list", "status",
    )
)  # fmt: skip
"""These change nothing; `doctor --sign-chain`, `report`, `audit --out` write what they would write alone."""
ELSEWHERE = {
    "serve": "tests/web/test_eight_forms.py",
    "demo": "tests/demo",
    "worker": "tests/jobs/test_worker.py",
    "watch run": "tests/cli/test_watch.py",
    "assess delete": "tests/service/assessments",
    "assess review": "tests/service/assessments/test_review.py",
    "assess sample": "tests/service/assessments/test_review.py",
    "readers export": "tests/service/access_logs/test_export.py",
    "readers lines": "tests/service/access_logs/test_export.py",
    "backup run": "tests/service/backup",
    "respond letters": "tests/service/respond/test_people_letters.py",
    "restore": "tests/service/backup",
    "erase address": "tests/service/retention",
    "erase organisation": "tests/service/retention",
    "keys rotate": "tests/service/cases/signing/test_key_rotation.py",
    "upgrade": "tests/store/test_upgrade.py",
    "cases unlink": "tests/web/test_eight_forms.py",
    "exclusion add": "tests/web/test_eight_forms.py",
    "exclusion remove": "tests/web/test_eight_forms.py",
    **dict.fromkeys(
        (f"outbox {act}" for act in ("confirm", "hold", "release", "retry", "start", "stop")),
        "tests/web/test_eight_forms.py",
    ),
}
"""What they do is tried there."""


@dataclass(frozen=True, kw_only=True)
class Room:
    workspace: Workspace
    cases: list[Case]
    folder: Path
    sink: SmtpSink

    def events(self, case: Case, kind: CaseEventKind) -> int:
        return [one.kind for one in Cases(self.workspace.store.records).events(case.id)].count(kind)

    def audited(self, what: str) -> int:
        return Audit(self.workspace.store.records).of_kind(what, 1, 0)[1]


Act = Callable[[Room], None]
ACTS: dict[str, Act] = {}


def verb(*names: str) -> Callable[[Act], Act]:
    def keep(act: Act) -> Act:
        ACTS.update(dict.fromkeys(names, act))
        return act

    return keep


def verbs(command: Any = None, before: tuple[str, ...] = ()) -> Iterator[str]:
    command = command or typer.main.get_command(build())
    for name, inner in getattr(command, "commands", {}).items():
        if not inner.hidden:
            yield from verbs(inner, (*before, name))
    if not hasattr(command, "commands"):
        yield " ".join(before)


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Room]:
    folder = tmp_path_factory.mktemp("verbs")
    with SmtpSink() as sink:
        mail = {"smtp_host": sink.host, "smtp_port": sink.port, "smtp_security": "none"}
        with office(folder, **SENDER, **mail) as workspace:
            yield Room(workspace=workspace, cases=furnish(workspace), folder=folder, sink=sink)


ACTING = [one for one in verbs() if one not in READ and one not in ELSEWHERE]


def done(answers: list[Any]) -> list[Any]:
    """What was not refused; a refusal is one clear line."""
    assert all(isinstance(one, LeftopenError) for one in answers if isinstance(one, Exception)), answers
    return [one for one in answers if not isinstance(one, Exception)]


def decided(room: Room, case: Case, kind: CaseEventKind, **body: str | None) -> None:
    before = room.events(case, kind)
    answers = at_once(TIMES, lambda: decide(room.workspace, case.id, kind, body, by="maria"))
    assert len(done(answers)) == 1
    assert all(isinstance(one, NotAllowed | ChangedSince) for one in answers if isinstance(one, Exception))
    assert room.events(case, kind) - before == 1


@verb("cases ack")
def acknowledge(room: Room) -> None:
    decided(room, room.cases[0], CaseEventKind.ACKNOWLEDGED)


@verb("cases accept")
def accept(room: Room) -> None:
    until = f"{room.workspace.clock() + timedelta(days=9):%Y-%m-%dT%H:%M:%S.%fZ}"
    decided(room, room.cases[1], CaseEventKind.ACCEPTED, because="known", until=until)


@verb("cases assign", "cases due")
def assign(room: Room) -> None:
    """The same to eight at once is one event; nobody is assigned twice."""
    decided(room, room.cases[3], CaseEventKind.ASSIGNED, assignee="")
    due = f"{room.workspace.clock() + timedelta(days=9):%Y-%m-%dT%H:%M:%S.%fZ}"
    decided(room, room.cases[3], CaseEventKind.DUE_SET, due=due)


@verb("cases comment")
def comment(room: Room) -> None:
    """Each is a comment of its own; none is lost, and each has its event."""
    case, before = room.cases[3], len(Notes(room.workspace.store.records).of(room.cases[3].id))
    answers = at_once(TIMES, lambda: comments.comment(room.workspace, case.id, "called them", by="maria"))
    assert len(done(answers)) == room.events(case, CaseEventKind.COMMENTED) == TIMES
    assert len(Notes(room.workspace.store.records).of(case.id)) - before == TIMES


@verb("cases preserve", "cases release")
def hold(room: Room) -> None:
    """One hold, however often; lifted once."""
    case = room.cases[3]
    assert done(at_once(TIMES, lambda: holds.hold(room.workspace, case.id, "a lawsuit", by="maria")))
    assert CaseHolds(room.workspace.store.records).find(case.id) is not None
    assert done(at_once(TIMES, lambda: holds.unhold(room.workspace, case.id, by="maria")))
    assert CaseHolds(room.workspace.store.records).find(case.id) is None


@verb("cases link")
def link(room: Room) -> None:
    """Each is a link of its own, and all are withdrawn together."""
    case = room.cases[3]
    object.__setattr__(room.workspace.settings, "public_url", "https://console.example.org")
    made = done(at_once(TIMES, lambda: owner_links.create(room.workspace, [case.id], by="maria")))
    object.__setattr__(room.workspace.settings, "public_url", "")
    assert len(set(made)) == TIMES
    assert owner_links.withdraw(room.workspace, case.id, by="maria") == TIMES


@verb("org add", "org set", "org remove")
def organisation(room: Room) -> None:
    """One of that name, whoever comes first; where nothing is replaced, the others are refused."""
    names = ("Example corps", "EXAMPLE CORPS", "example corps", "Example Corps") * 2
    spelt = iter(names)
    added = at_once(TIMES, lambda: organisations.add(room.workspace, next(spelt), by="maria", replaces=False))
    [one] = done(added)
    assert [there.id for there in Organisations(room.workspace.store.records).list()] == [one.id]
    assert done(at_once(TIMES, lambda: organisations.add(room.workspace, "Example Corps", by="maria")))
    assert [one.name for one in Organisations(room.workspace.store.records).list()] == ["Example Corps"]
    gone = at_once(TIMES, lambda: organisations.remove(room.workspace, "Example Corps", by="maria"))
    assert done(gone)
    assert Organisations(room.workspace.store.records).list() == []


@verb("mute add", "mute remove")
def mute(room: Room) -> None:
    made = done(
        at_once(TIMES, lambda: mutes.add(room.workspace, by="maria", because="x", check="redis_open"))
    )
    listed = Mutes(room.workspace.store.records).list()
    assert {one.id for one in listed} == {one.id for one in made}
    for one in listed:
        assert len(done(at_once(TIMES, partial(mutes.remove, room.workspace, one.id, by="maria")))) == 1
    assert Mutes(room.workspace.store.records).list() == []


@verb("cases false-positive")
def false_positive(room: Room) -> None:
    decided(room, room.cases[2], CaseEventKind.MARKED_FALSE, because="a honeypot")


@verb("cases close", "cases reopen")
def close(room: Room) -> None:
    decided(room, room.cases[4], CaseEventKind.CLOSED_BY_WORD, because="they said so")
    decided(room, room.cases[4], CaseEventKind.REOPENED, because="it was not")
    decided(room, room.cases[4], CaseEventKind.CLOSED_BY_WORD, because="they said so again")


@verb("review open")
def open_for_review(room: Room) -> None:
    id = next(one.id for one in review.list_reviews(room.workspace) if one.undecided)
    assert done(at_once(TIMES, lambda: review.open_case(room.workspace, id, by="maria")))
    [case] = Cases(room.workspace.store.records).of(id)
    assert room.events(case, CaseEventKind.DETECTED) == 1
    assert Reviews(room.workspace.store.records).find(id) is None
    assert Cases(room.workspace.store.records).verify_chain()[1] == ""


@verb("review dismiss")
def dismiss(room: Room) -> None:
    """The same word eight times is one word."""
    id = next(one.id for one in review.list_reviews(room.workspace) if not one.undecided)
    answers = at_once(TIMES, lambda: review.dismiss(room.workspace, id, "a mirror", by="maria"))
    assert len(done(answers)) == TIMES
    word = Reviews(room.workspace.store.records).get(id).word
    assert word is not None
    assert (word.by, word.why) == ("maria", "a mirror")


@verb("notify")
def tell(room: Room) -> None:
    case = room.cases[8]
    answers = at_once(
        TIMES, lambda: asyncio.run(notify(room.workspace, case.id, via="mailto:soc@example.org"))
    )
    assert [type(one) for one in done(answers)] == [NotificationResult]
    assert (len(room.sink.received), room.events(case, CaseEventKind.NOTIFIED)) == (1, 1)


@verb("proof")
def prove(room: Room) -> None:
    """The same file, whole, whoever is last."""
    files = done(at_once(TIMES, lambda: proofs.make(room.workspace, room.cases[5].id)))
    assert len(files) == TIMES
    assert proofs.check(files[0], None).standing == "intact"


@verb("verify")
def look_again(room: Room) -> None:
    """Each is a look of its own, here at what the scope refuses; no event is lost or written twice."""
    for one in Scopes(room.workspace.store.records).list():
        scopes.remove(room.workspace, one.id, by="a test")
    case = room.cases[9]
    before = room.events(case, CaseEventKind.LOOKED)
    assert len(done(at_once(TIMES, lambda: asyncio.run(verify(room.workspace, case.id))))) == TIMES
    assert room.events(case, CaseEventKind.LOOKED) - before == TIMES
    assert Cases(room.workspace.store.records).verify_chain()[1] == ""


@verb("scope add", "scope import", "scope deny")
def scope(room: Room) -> None:
    listed = Scopes(room.workspace.store.records).list
    before = len(listed())

    def add() -> None:
        words = ("192.0.2.0/28", "192.0.2.64/28")
        now = room.workspace.clock()
        scopes.add(
            room.workspace,
            [record(word, authorised_by="A.", until=None, now=now) for word in words],
            by="a test",
        )

    assert len(done(at_once(TIMES, add))) == TIMES
    assert len(listed()) - before == 2


@verb("scope remove")
def scope_remove(room: Room) -> None:
    one = record("192.0.2.128/28", authorised_by="A.", until=None, now=room.workspace.clock())
    scopes.add(room.workspace, [one], by="a test")
    before = room.audited("scope remove")
    answers = at_once(TIMES, lambda: scopes.remove(room.workspace, one.id, by="a test"))
    assert (len(done(answers)), room.audited("scope remove") - before) == (1, 1)


@verb("key add")
def key_add(room: Room) -> None:
    answers = at_once(TIMES, lambda: api_keys.add(room.workspace, "laptop", Right.READ, None, by="a test"))
    assert (len(done(answers)), len(ApiKeys(room.workspace.store.records).list())) == (1, 1)


@verb("key remove")
def key_remove(room: Room) -> None:
    api_keys.add(room.workspace, "other", Right.READ, None, by="a test")
    before = room.audited("key remove")
    answers = at_once(TIMES, lambda: api_keys.remove(room.workspace, "other", by="a test"))
    assert (len(done(answers)), room.audited("key remove") - before) == (1, 1)


def monitored(room: Room, name: str) -> str:
    """The key of the job of a monitor."""
    wanted: dict[str, Any] = {"interval": 3600, "ports": "9", "tell": (), "when": (), "by": "a test"}
    return f"monitor {asyncio.run(monitors.add(room.workspace, name, ('127.0.0.9',), **wanted)).id}"


@verb("watch add")
def watch_add(room: Room) -> None:
    """A name is used once."""
    answers = at_once(TIMES, lambda: monitored(room, "added"))
    assert len(done(answers)) == 1
    assert Jobs(room.workspace.store.records).of_key(done(answers)[0]) is not None


@verb("watch pause")
def watch_pause(room: Room) -> None:
    key = monitored(room, "paused")
    assert len(done(at_once(TIMES, lambda: monitors.pause(room.workspace, "paused", by="a test")))) == TIMES
    assert Jobs(room.workspace.store.records).of_key(key) is None


@verb("watch resume")
def watch_resume(room: Room) -> None:
    """However often it is said, it has one job."""
    key = monitored(room, "resumed")
    monitors.pause(room.workspace, "resumed", by="a test")
    assert len(done(at_once(TIMES, lambda: monitors.resume(room.workspace, "resumed", by="a test")))) == TIMES
    live = Jobs(room.workspace.store.records).list(kind="monitor", states=LIVE)
    assert [job.key for job in live].count(key) == 1


@verb("watch now")
def watch_now(room: Room) -> None:
    key = monitored(room, "hurried")
    assert (
        len(done(at_once(TIMES, lambda: monitors.run_now(room.workspace, "hurried", by="a test")))) == TIMES
    )
    assert Jobs(room.workspace.store.records).of_key(key) is not None


@verb("watch remove")
def watch_remove(room: Room) -> None:
    key = monitored(room, "removed")
    assert done(at_once(TIMES, lambda: monitors.remove(room.workspace, "removed", by="a test")))
    assert Jobs(room.workspace.store.records).of_key(key) is None


@verb("jobs cancel")
def jobs_cancel(room: Room) -> None:
    job = job_queue.new_job(room.workspace, "scan", {}, asked_by="a test")
    assert job_queue.add(room.workspace, job)
    answers = at_once(TIMES, lambda: job_queue.cancel(room.workspace, job.id, by="a test"))
    assert len(done(answers)) == 1


@verb("user reset")
def user_reset(room: Room) -> None:
    """Of the links one counts: the newest."""
    user, _ = accounts.invite(room.workspace, "maria", Role.VIEWER, (), by="a test")
    tokens = [
        token
        for _, token in done(at_once(TIMES, lambda: accounts.reset(room.workspace, user.id, by="a test")))
    ]
    assert len(tokens) == TIMES

    def alive(token: str) -> bool:
        try:
            return accounts.get_link(room.workspace, token).user == user.id
        except NotFound:
            return False

    assert [alive(token) for token in tokens].count(True) == 1


@verb("user add", "user role", "user disable", "user enable", "user remove")
def user(room: Room) -> None:
    """One of a name; the same change eight times is one state; the last admin stays."""
    workspace = room.workspace
    added = at_once(TIMES, lambda: accounts.invite(workspace, "jane", Role.ADMIN, (), by="a test"))
    [(jane, _)] = done(added)
    for disabled in (True, False):
        answers = at_once(
            TIMES, partial(accounts.change, workspace, jane.id, Role.VIEWER, (), disabled, by="a test")
        )
        assert len(done(answers)) == TIMES
        after = Users(workspace.store.records).get(jane.id)
        assert (after.role, after.disabled) == (Role.VIEWER, disabled)
    gone = at_once(TIMES, lambda: accounts.remove(workspace, jane.id, by="a test"))
    assert (len(done(gone)), Users(workspace.store.records).named("jane")) == (1, None)


@verb("import")
def take_in(room: Room) -> None:
    """One takes it in; the others are told that it is at it, or that it is there."""
    file = room.folder / "naabu.json"
    file.write_bytes(b'{"ip":"203.0.113.9","port":443,"host":"shop.example.org"}\n')

    def run() -> str:
        return str(
            import_file(
                room.workspace, ImportOptions(file=file, format="naabu"), lambda _: None, lambda: False
            )["state"]
        )

    states = done(at_once(TIMES, run))
    assert states.count("finished") == 1
    assert set(states) <= {"finished", "already imported"}
    [kept] = Imports(room.workspace.store.records).list()
    assert kept.counts["stored"] == 1


@verb("export")
def write(room: Room) -> None:
    """The same file, whole, whoever is last; nothing is left beside it."""
    file = room.folder / "out" / "all.jsonl"
    file.parent.mkdir()
    made = done(at_once(TIMES, lambda: export.export(room.workspace, "port:6379", file, lambda _: None)))
    assert len(made) == TIMES
    assert [path.name for path in file.parent.iterdir()] == ["all.jsonl"]
    assert len(file.read_text().splitlines()) == made[0].observations > 0


@verb("places import", "places remove")
def ranges(room: Room) -> None:
    file = room.folder / "networks.csv"
    file.write_bytes(NETWORKS)
    wanted = places.RangeImport(path=file, dated=f"{room.workspace.clock():%Y-%m-%d}")
    assert len(done(at_once(TIMES, lambda: places.import_ranges(room.workspace, wanted)))) == TIMES
    [source] = places.open_places(room.workspace).sources
    assert len(done(at_once(TIMES, lambda: places.remove(room.workspace, source.name)))) == 1


@verb("cve import", "cve remove")
def lists_of_cves(room: Room) -> None:
    file = room.folder / "kev.json"
    file.write_text(KEV)
    assert len(done(at_once(TIMES, lambda: cve_lists.import_list(room.workspace, file)))) == TIMES
    assert [one.rows for one in cve_lists.stored_lists(room.workspace)] == [2]
    assert len(done(at_once(TIMES, lambda: cve_lists.remove(room.workspace, "kev")))) == 1


@verb("scan")
def scan(room: Room) -> None:
    """Each is a scan of its own; what they see of one service is one service."""
    before = len(Scans(room.workspace.store.records).list())
    assert len(done(at_once(TIMES, lambda: scanned(room.workspace, [9], words="127.85.0.3")))) == TIMES
    scans = Scans(room.workspace.store.records).list()
    assert len(scans) - before == TIMES
    assert {one.state for one in scans if "127.85.0.3/32" in one.targets} == {"finished"}


def responded(room: Room, case: Case, *acts: Callable[[], object]) -> None:
    """Each is an entry of its own with its line of the audit; the chain stays whole, whoever was first."""
    for act in acts:
        entries, lines = len(entries_of(room, case)), audited_of(room, case)
        assert len(done(at_once(TIMES, act))) == TIMES
        assert len(entries_of(room, case)) - entries == audited_of(room, case) - lines == TIMES
    found = entries_of(room, case)
    assert [one.seq for one in found] == list(range(1, len(found) + 1))
    assert respond_state.load(room.workspace, case.id).misfits == ()


def entries_of(room: Room, case: Case) -> Sequence[ResponseEntry]:
    return Responses(room.workspace.store.records).of(case.id)


def audited_of(room: Room, case: Case) -> int:
    listed = Audit(room.workspace.store.records).list(10_000)
    return sum(one.what.startswith("respond ") and one.subject == case.id for one in listed)


@verb(
    "respond moment", "respond answer", "respond step", "respond role", "respond decide", "respond deadline",
    "respond log add", "respond log preserved", "respond task add", "respond task done",
)  # fmt: skip
def respond_entries(room: Room) -> None:
    workspace, case, by = room.workspace, room.cases[6], "maria"
    id, now = case.id, room.workspace.clock()
    responded(
        room,
        case,
        lambda: respond_log.moment(workspace, id, "aware", now, "a call", by=by),
        lambda: respond_log.answer(workspace, id, "gdpr", Word.YES, "customers", by=by),
        lambda: respond_log.step(workspace, id, "snapshot", done=True, why="an image", by=by),
        lambda: respond_log.role(workspace, id, "lead", "maria", by=by),
        lambda: respond_log.decision(workspace, id, "tell the press", "it is public", by=by),
        lambda: respond_log.meet_deadline(workspace, id, "gdpr.authority", now, "17", by=by),
        lambda: respond_log.log_source(workspace, id, "nginx", "web1", "unknown", by=by),
        lambda: respond_log.preserve_log(workspace, id, 1, "in the vault", by=by),
        lambda: respond_log.task(workspace, id, "call the provider", "maria", None, by=by),
        lambda: respond_log.task_done(workspace, id, 1, "called", by=by),
    )
    found = respond_state.load(workspace, id).response
    assert (sorted(found.logs), sorted(found.tasks)) == ([*range(1, TIMES + 1)], [*range(1, TIMES + 1)])


@verb("respond custody add", "respond custody export", "respond report", "respond draft export")
def respond_files(room: Room) -> None:
    """The same file, whole, whoever is last; each export is told."""
    workspace, case, folder = room.workspace, room.cases[6], room.folder / "respond"
    folder.mkdir()
    file = folder / "access.log"
    file.write_text("GET /\n")
    responded(
        room,
        case,
        lambda: custody.take(workspace, case.id, [file], "web1", by="maria"),
        lambda: custody.export(workspace, case.id, folder / "custody.json", by="maria"),
        lambda: impact_report.write(workspace, case.id, folder / "impact.json", "en", by="maria"),
        lambda: drafts.export(workspace, case.id, "press", "en", folder / "press.html", by="maria"),
    )
    made = {"access.log", "custody.json", "impact.json", "press.html"}
    assert {path.name for path in folder.iterdir()} == made
    for name in ("custody.json", "impact.json"):
        assert signed.check(folder / name, None).standing == "intact"


@verb("cases register")
def breach_register(room: Room) -> None:
    """The same file, whole, whoever is last; each export is told."""
    file = room.folder / "breaches.csv"
    before = room.audited("exported register of breaches")
    answers = at_once(TIMES, lambda: register.write(room.workspace, file, by="maria"))
    assert len(done(answers)) == TIMES
    assert room.audited("exported register of breaches") - before == TIMES
    assert file.read_text().startswith("case,controller,")


@verb("respond draft save", "respond draft approve")
def respond_drafts(room: Room) -> None:
    """A later text needs a new approval; eight approvals of one text are of that text."""
    workspace, case = room.workspace, room.cases[6]
    responded(
        room,
        case,
        lambda: drafts.save(workspace, case.id, "press", "en", "We know. [said]", by="maria"),
        lambda: drafts.approve(workspace, case.id, "press", "en", by="maria"),
    )
    shown = drafts.show(workspace, case.id, "press", "en")
    assert shown.approved is not None
    assert (shown.edited, shown.outdated, shown.sentences[0].text) == (True, False, "We know.")


@verb("readers run")
def readers(room: Room) -> None:
    """The same answer, whole, whoever is last; each reading is told."""
    log, items, case = room.folder / "access.log", room.folder / "items.csv", room.cases[7]
    log.write_text('203.0.113.9 - - [20/Nov/2026:09:30:00 +0000] "GET /a HTTP/1.1" 200 9 "-" "curl"\n')
    items.write_text("path,bytes\n/a,9\n")
    options = ReadersOptions(
        logs=(log,), case=case.id, items=items, start="2026-11-20T09:00Z", end="2026-11-20T10:00Z"
    )
    before = room.audited("read access logs")

    def read() -> None:
        saved.save(room.workspace, readers_result(room.workspace, options, by="maria"))

    assert len(done(at_once(TIMES, read))) == room.audited("read access logs") - before == TIMES
    kept = saved.load(room.workspace, case.id)
    assert kept is not None
    assert [one.address for one in kept.clients] == ["203.0.113.9"]
    assert [path.name for path in (room.workspace.data / saved.FOLDER).iterdir()] == [f"{case.id}.json"]


@verb("check new", "probe new")
def leaf(room: Room) -> None:
    """One makes it; a file that is there is not written over."""
    tree = room.folder / "tree"
    for kind in ("checks", "probes"):
        (tree / "src" / "leftopen" / kind).mkdir(parents=True)
        (tree / "tests" / kind).mkdir(parents=True)
    (tree / "pyproject.toml").write_text('[project]\nname = "leftopen"\n')
    for kind in ("check", "probe"):
        assert len(done(at_once(TIMES, lambda kind=kind: scaffold.make(kind, "eight_open", tree)))) == 1  # type: ignore[misc]


@pytest.mark.parametrize(
    "names", [" + ".join(n for n in ACTS if ACTS[n] is a) for a in dict.fromkeys(ACTS.values())]
)
def test_given_eight_times_at_once(room: Room, names: str) -> None:
    ACTS[names.split(" + ")[0]](room)


@pytest.mark.parametrize("name", ACTING)
def test_every_verb_that_acts_has_an_act(name: str) -> None:
    assert name in ACTS, f"`{name}` has no act in {Path(__file__).name}: say what eight of it do"


def test_every_act_is_of_a_verb() -> None:
    assert set(ACTS) == set(ACTING)
    assert set(verbs()) >= READ | set(ELSEWHERE)


@pytest.mark.slow
def test_processes_that_tell_at_once_tell_once(tmp_path: Path) -> None:
    with SmtpSink() as sink:
        settings = {
            "smtp_host": sink.host, "smtp_port": sink.port, "smtp_security": "none",
            **SENDER,
        }  # fmt: skip
        with office(tmp_path, **settings) as workspace:
            [case, *_] = furnish(workspace)
            folder = Folder(root=tmp_path, settings=settings)
            words = ("notify", case.id, "--to", "mailto:soc@example.org", "--json")
            with ThreadPoolExecutor(PROCESSES) as pool:
                answer = list(pool.map(lambda _: ran(folder, *words), range(PROCESSES)))
        assert len(sink.received) == 1
    assert sorted(int(str(one.code)) for one in answer) == [0] + [1] * (PROCESSES - 1), [
        one.err for one in answer
    ]
    [line] = [json.loads(one.out) for one in answer if one.code == 0]
    assert line["delivery"] == "accepted"
    refused = ("has just been notified of case", "this notice of case", "was already notified of case")
    # The last text is that of a process which began only after the notice was sent.
    errors = [one.err for one in answer if one.code]
    assert [error for error in errors if not any(text in error for text in refused)] == []


def test_eight_open_a_new_folder_at_once(tmp_path: Path) -> None:
    from leftopen.store import format

    assert at_once(TIMES, lambda: format.check(tmp_path / "data")) == [None] * TIMES
    opened = at_once(TIMES, lambda: Records.open(tmp_path / "data").close())
    assert opened == [None] * TIMES
    assert sorted(path.name for path in (tmp_path / "data").iterdir() if path.name.startswith("format")) == [
        "format"
    ]
