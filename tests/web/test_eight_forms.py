"""Every form of the console, sent eight times at once: one effect, or what is said beside it.

A route that has no act here fails by its name.
"""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from secrets import token_hex

import pytest

from leftopen.model.api_key import Right
from leftopen.model.assessment import Depth
from leftopen.model.case import Case, CaseEventKind
from leftopen.model.exclusion import ExclusionKind
from leftopen.model.job import LIVE, Job, JobState
from leftopen.model.judgement import JudgementKind
from leftopen.model.monitor import Monitor
from leftopen.model.notice import Notice
from leftopen.model.outbox import Delivery, DeliveryState, HoldReason, Message, MessageKind
from leftopen.model.permission import Role
from leftopen.model.user import SavedSearch, SignInStage
from leftopen.scope.file import record
from leftopen.service.assessments import assess, review, sample
from leftopen.service.assessments.folder import AssessmentFolder
from leftopen.service.exclusions import records as exclusions
from leftopen.service.exclusions import scopes
from leftopen.service.exclusions.records import ExclusionRequest
from leftopen.service.identity import accounts, api_keys, authentication, totp
from leftopen.service.identity.sessions import digest
from leftopen.service.ingest import uploads as taking
from leftopen.service.monitoring import monitors
from leftopen.service.notices import owner_links
from leftopen.service.organisations import organisations
from leftopen.service.outbox import control, enqueue
from leftopen.service.respond import state as respond_state
from leftopen.service.search import saved_searches
from leftopen.store.records.changes import Changes
from leftopen.store.records.entities.cases.cases import Cases
from leftopen.store.records.entities.cases.notes import Notes
from leftopen.store.records.entities.cases.owner_links import OwnerLinks
from leftopen.store.records.entities.cases.reviews import Reviews
from leftopen.store.records.entities.exclusions import Exclusions
from leftopen.store.records.entities.identity.api_keys import ApiKeys
from leftopen.store.records.entities.identity.passkeys import Passkeys
from leftopen.store.records.entities.identity.sessions import Sessions, SessionWriter
from leftopen.store.records.entities.identity.users import Users
from leftopen.store.records.entities.imports import Imports
from leftopen.store.records.entities.jobs import Jobs, JobWriter
from leftopen.store.records.entities.judgements import Judgements
from leftopen.store.records.entities.monitors import Monitors, MonitorWriter
from leftopen.store.records.entities.notices import Notices
from leftopen.store.records.entities.organisations import Organisations
from leftopen.store.records.entities.outbox import Outbox
from leftopen.store.records.entities.scan_jobs import ScanJobs
from leftopen.store.records.entities.scopes import Scopes
from leftopen.store.records.entities.searches import Searches, SearchWriter
from leftopen.web.console.pages import installed
from tests.web.console.authenticator import Authenticator
from tests.web.eight import PASSWORD, TIMES, WAY_IN, Acts, Crowd, crowd_in, done, tomorrow

FORMS = Acts()
POSTS = sorted(route.path for route in installed().routes if route.method != "GET")
ROW = b'{"ip":"203.0.113.9","port":443,"host":"shop.example.org"}\n'


@pytest.fixture(scope="module")
def crowd(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Crowd]:
    with crowd_in(tmp_path_factory.mktemp("eight")) as made:
        yield made


@pytest.mark.parametrize("path", POSTS)
def test_sent_eight_times_at_once(crowd: Crowd, path: str) -> None:
    assert path in FORMS.known, f"POST {path} has no act in {Path(__file__).name}: say what eight of it do"
    FORMS.known[path](crowd)


def test_every_act_is_of_a_route() -> None:
    assert sorted(FORMS.known) == POSTS


def kinds(crowd: Crowd, case: str) -> list[CaseEventKind]:
    return [event.kind for event in Cases(crowd.workspace.store.records).events(case)]


@FORMS.of("/case/{id}/decide")
def decision(crowd: Crowd) -> None:
    case = crowd.case()
    version = str(Cases(crowd.workspace.store.records).version(case.id))
    answers = crowd.post(f"/case/{case.id}/decide", crowd.token(), action="acknowledge", version=version)
    assert (done(answers), kinds(crowd, case.id).count(CaseEventKind.ACKNOWLEDGED)) == (1, 1)
    assert {one.status_code for one in answers} == {303, 409}


@FORMS.of("/exposures")
def decision_of_the_list(crowd: Crowd) -> None:
    case = crowd.case()
    ticked = f"{case.id}:{Cases(crowd.workspace.store.records).version(case.id)}"
    answers = crowd.post("/exposures", crowd.token(), action="false_positive", because="x", case=[ticked])
    assert (done(answers), kinds(crowd, case.id).count(CaseEventKind.MARKED_FALSE)) == (1, 1)


@FORMS.of("/exposures/undo")
def decision_undone(crowd: Crowd) -> None:
    case, token = crowd.case(), crowd.token()
    ticked = f"{case.id}:{Cases(crowd.workspace.store.records).version(case.id)}"
    crowd.post("/exposures", token, action="false_positive", because="x", case=[ticked])
    assert done(crowd.post("/exposures/undo", token)) == 1
    assert kinds(crowd, case.id).count(CaseEventKind.REOPENED) == 1


@FORMS.of("/exposures/save")
def view_saved(crowd: Crowd) -> None:
    user = crowd.user()
    answers = crowd.post("/exposures/save", crowd.token(user), name="mine", severity="high")
    assert (done(answers), len(Searches(crowd.workspace.store.records).of(user.id, "exposures"))) == (
        TIMES,
        1,
    )


@FORMS.of("/exposures/forget")
def view_forgotten(crowd: Crowd) -> None:
    user, now = crowd.user(), crowd.workspace.clock()
    saved = SavedSearch(id=crowd.fresh("5b"), user=user.id, name="x", query="", made=now, page="exposures")
    SearchWriter(Changes(crowd.workspace.store.records)).add(saved, 10)
    assert done(crowd.post("/exposures/forget", crowd.token(user), id=saved.id)) == 1
    assert Searches(crowd.workspace.store.records).of(user.id, "exposures") == []


@FORMS.of("/exposures/review")
def decision_about_a_readable_service(crowd: Crowd) -> None:
    """Eight times open is one case; eight times meant to be open is one word."""
    user, reviews = crowd.user(), Reviews(crowd.workspace.store.records)
    token = crowd.token(user)
    first, second = [one.id for one in reviews.list() if one.undecided]
    crowd.post("/exposures/review", token, action="published", finding=second, because="a mirror")
    word = reviews.get(second).word
    assert word is not None
    assert (word.by, word.why) == (user.name, "a mirror")
    assert done(crowd.post("/exposures/review", token, action="open", finding=first)) >= 1
    [case] = Cases(crowd.workspace.store.records).of(first)
    assert kinds(crowd, case.id).count(CaseEventKind.DETECTED) == 1
    assert reviews.find(first) is None


@FORMS.of("/case/{id}/notify")
def notice(crowd: Crowd) -> None:
    case, token, before = crowd.case(), crowd.token(), len(crowd.sink.received)
    for sent in (1, 2):
        fields = {
            "via": "mailto:soc@example.org",
            "after": str(sent - 1),
            "repeat": "yes" if sent > 1 else "",
        }
        answers = crowd.post(f"/case/{case.id}/notify", token, **fields)
        assert done(answers) == 1
        assert len(crowd.sink.received) - before == sent
        assert kinds(crowd, case.id).count(CaseEventKind.NOTIFIED) == sent


@FORMS.of("/case/{id}/preview")
def preview(crowd: Crowd) -> None:
    """Looking sends nothing and writes nothing; the audit has every look."""
    case, sent, before = crowd.case(), len(crowd.sink.received), crowd.audited("notice preview")
    written = len(Notices(crowd.workspace.store.records).of(case.id))
    assert done(crowd.post(f"/case/{case.id}/preview", crowd.token(), via="mailto:soc@example.org")) == TIMES
    assert crowd.audited("notice preview") - before == TIMES
    assert len(crowd.sink.received) == sent
    assert len(Notices(crowd.workspace.store.records).of(case.id)) == written


@FORMS.of("/case/{id}/evidence")
def evidence(crowd: Crowd) -> None:
    """Looking changes nothing; the audit has every look."""
    case, before = crowd.cases[0], crowd.audited("viewed evidence")
    assert done(crowd.post(f"/case/{case.id}/evidence", crowd.token())) == TIMES
    assert crowd.audited("viewed evidence") - before == TIMES


@FORMS.of("/case/{id}/comment")
def comment(crowd: Crowd) -> None:
    """Each is a comment of its own, which can be erased; none is lost."""
    case = crowd.case()
    assert done(crowd.post(f"/case/{case.id}/comment", crowd.token(), text="called them")) == TIMES
    assert len(Notes(crowd.workspace.store.records).of(case.id)) == TIMES


@FORMS.of("/case/{id}/respond")
def entry_of_a_response(crowd: Crowd) -> None:
    """Each is an entry of its own in one whole chain."""
    case = crowd.case()
    fields = {"act": "decide", "what": "tell them", "why": "they ask"}
    assert done(crowd.post(f"/case/{case.id}/respond", crowd.token(), **fields)) == TIMES
    assert kinds(crowd, case.id).count(CaseEventKind.RESPONDED) == TIMES
    found = respond_state.load(crowd.workspace, case.id)
    assert (len(found.entries), found.misfits) == (TIMES, ())


@FORMS.of("/case/{id}/respond/{name}")
def draft_of_a_response(crowd: Crowd) -> None:
    """Each is a version of its own; the newest is shown."""
    case = crowd.case()
    path, fields = f"/case/{case.id}/respond/press", {"act": "save", "text": "We know. [said]"}
    assert done(crowd.post(path, crowd.token(), **fields)) == TIMES
    assert len(respond_state.load(crowd.workspace, case.id).entries) == TIMES


@FORMS.of("/case/{id}/download")
def file_of_a_response(crowd: Crowd) -> None:
    """Each file that left is in the log."""
    case = crowd.case()
    answers = crowd.post(f"/case/{case.id}/download", crowd.token(), what="custody", **{"as": "csv"})
    assert {one.status_code for one in answers} == {200}
    assert len(respond_state.load(crowd.workspace, case.id).entries) == TIMES


def owners_page(crowd: Crowd, case: Case) -> str:
    object.__setattr__(crowd.workspace.settings, "public_url", "https://console.example.org")
    url = owner_links.create(crowd.workspace, [case.id], by="a test")
    object.__setattr__(crowd.workspace.settings, "public_url", "")
    return url.removeprefix("https://console.example.org")


@FORMS.of("/owner/{token}/answer")
def owner_answers(crowd: Crowd) -> None:
    """One event, and what each said is a note of its own."""
    case = crowd.case()
    path = owners_page(crowd, case)
    assert done(crowd.post(f"{path}/answer", "", name="Jo")) == TIMES
    assert kinds(crowd, case.id).count(CaseEventKind.ACKNOWLEDGED) == 1
    assert len(Notes(crowd.workspace.store.records).of(case.id)) == TIMES


@FORMS.of("/owner/{token}/look")
def owner_looks(crowd: Crowd) -> None:
    """Here the scope refuses the checks, so that nothing is sent."""
    for one in Scopes(crowd.workspace.store.records).list():
        if one.target == "198.51.100.0/24":
            scopes.remove(crowd.workspace, one.id, by="a test")
    case = crowd.case()
    before = len(kinds(crowd, case.id))
    answers = crowd.post(f"{owners_page(crowd, case)}/look", "")
    assert 1 <= done(answers) <= TIMES
    assert {answer.status_code for answer in answers} <= {303, 429}
    assert len(kinds(crowd, case.id)) - before == done(answers)


@FORMS.of("/case/{id}/links/withdraw")
def owner_links_withdraw(crowd: Crowd) -> None:
    case = crowd.case()
    owners_page(crowd, case)
    assert done(crowd.post(f"/case/{case.id}/links/withdraw", crowd.token())) == TIMES
    assert [link.withdrawn is None for link in OwnerLinks(crowd.workspace.store.records).of(case.id)] == [
        False
    ]
    assert crowd.audited("withdrew owner's link") == 1


@FORMS.of("/case/{id}/verify")
def look_again(crowd: Crowd) -> None:
    """Each is a look of its own; here the scope refuses them all, so that nothing is sent."""
    for one in Scopes(crowd.workspace.store.records).list():
        if one.target == "198.51.100.0/24":
            scopes.remove(crowd.workspace, one.id, by="a test")
    case = crowd.case()
    before = kinds(crowd, case.id).count(CaseEventKind.LOOKED)
    assert done(crowd.post(f"/case/{case.id}/verify", crowd.token())) == TIMES
    assert kinds(crowd, case.id).count(CaseEventKind.LOOKED) - before == TIMES
    assert Cases(crowd.workspace.store.records).verify_chain()[1] == ""


@FORMS.of("/scope/add")
def scope_add(crowd: Crowd) -> None:
    fields = {"targets": "192.0.2.0/28", "authorised_by": "A. Owner", "until": tomorrow(crowd.workspace)}
    fields |= {"effect": "allow", "read": "listing"}
    answers = crowd.post("/scope/add", crowd.token(), **fields)
    listed = [one for one in Scopes(crowd.workspace.store.records).list() if one.target == "192.0.2.0/28"]
    assert (done(answers), len(listed)) == (TIMES, 1)


@FORMS.of("/scope/remove")
def scope_remove(crowd: Crowd) -> None:
    one = record("192.0.2.64/28", authorised_by="A.", until=None, now=crowd.workspace.clock())
    scopes.add(crowd.workspace, [one], by="a test")
    before = crowd.audited("scope remove")
    assert done(crowd.post("/scope/remove", crowd.token(), id=one.id)) == 1
    assert crowd.audited("scope remove") - before == 1


@FORMS.of("/exclusions")
def exclusion_add(crowd: Crowd) -> None:
    fields = {"targets": "127.85.0.9", "kind": "not-told", "until": tomorrow(crowd.workspace)}
    assert done(crowd.post("/exclusions", crowd.token(), **fields, because="a test server")) == TIMES
    assert [one.target for one in Exclusions(crowd.workspace.store.records).list()] == ["127.85.0.9/32"]


@FORMS.of("/exclusions/remove")
def exclusion_remove(crowd: Crowd) -> None:
    wish = ExclusionRequest(
        kind=ExclusionKind.NOT_REPORTED, targets=("127.85.0.10",), why="a test",
        until=crowd.workspace.clock() + timedelta(days=1),
    )  # fmt: skip
    [one] = exclusions.add(crowd.workspace, wish, by="a test")
    before = crowd.audited("exclusion remove")
    assert done(crowd.post("/exclusions/remove", crowd.token(), id=one.id)) == 1
    assert crowd.audited("exclusion remove") - before == 1


@FORMS.of("/scans")
def scan(crowd: Crowd) -> None:
    """Each is a scan of its own; together never more than may wait."""
    before = ScanJobs(crowd.workspace.store.records).list(1, 0)[1]
    answers = crowd.post("/scans", crowd.token(), targets="127.85.0.1", ports="9")
    assert done(answers) == TIMES
    assert ScanJobs(crowd.workspace.store.records).list(1, 0)[1] - before == TIMES


@FORMS.of("/scans/cancel")
def scan_cancel(crowd: Crowd) -> None:
    """Cancelled once; who comes later reads that it has ended."""
    records, before = crowd.workspace.store.records, crowd.audited("cancelled job")
    part = {"words": ["127.85.0.1/32"], "ports": "9"}
    now = crowd.workspace.clock()
    job = Job(
        id=token_hex(10), kind="scan", created=now, due=now + timedelta(days=1),
        payload={"parts": [part], "size": 1},
    )  # fmt: skip
    assert JobWriter(Changes(records)).add(job)
    assert done(crowd.post("/scans/cancel", crowd.token(), id=job.id)) == 1
    assert Jobs(records).get(job.id).state is JobState.CANCELLED
    assert crowd.audited("cancelled job") - before == 1


def a_monitor(crowd: Crowd, name: str) -> Monitor:
    wanted = {"interval": 3600, "ports": "9", "tell": (), "when": (), "by": "a test"}
    return asyncio.run(monitors.add(crowd.workspace, name, ("127.85.0.1",), **wanted))  # type: ignore[arg-type]


@FORMS.of("/monitors")
def monitor_add(crowd: Crowd) -> None:
    """A name is used once; who comes later reads that it is there."""
    fields = {"name": "eight", "targets": "127.85.0.1", "ports": "9", "every": "6h"}
    assert done(crowd.post("/monitors", crowd.token(), **fields)) == 1
    found = [one for one in Monitors(crowd.workspace.store.records).list() if one.name == "eight"]
    assert len(found) == 1
    assert Jobs(crowd.workspace.store.records).of_key(f"monitor {found[0].id}") is not None


@FORMS.of("/monitors/change")
def monitor_change(crowd: Crowd) -> None:
    """However often it is changed, it has one job."""
    one = a_monitor(crowd, "changed")
    fields = {"name": one.name, "targets": "127.85.0.2", "ports": "9", "every": "1d"}
    assert done(crowd.post("/monitors/change", crowd.token(), **fields)) == TIMES
    assert Monitors(crowd.workspace.store.records).get(one.name).every == 86_400
    jobs = Jobs(crowd.workspace.store.records).list(kind="monitor", states=LIVE)
    assert sum(job.key == f"monitor {one.id}" for job in jobs) == 1


@FORMS.of("/monitors/run")
def monitor_run(crowd: Crowd) -> None:
    one = a_monitor(crowd, "run")
    assert done(crowd.post("/monitors/run", crowd.token(), name=one.name)) == TIMES
    jobs = Jobs(crowd.workspace.store.records).list(kind="monitor", states=LIVE)
    assert sum(job.key == f"monitor {one.id}" for job in jobs) == 1


@FORMS.of("/monitors/pause")
def monitor_pause(crowd: Crowd) -> None:
    one = a_monitor(crowd, "paused")
    assert done(crowd.post("/monitors/pause", crowd.token(), name=one.name)) == TIMES
    assert Monitors(crowd.workspace.store.records).get(one.name).paused
    assert Jobs(crowd.workspace.store.records).of_key(f"monitor {one.id}") is None


@FORMS.of("/monitors/resume")
def monitor_resume(crowd: Crowd) -> None:
    """However often it is said, it has one job."""
    one = a_monitor(crowd, "resumed")
    monitors.pause(crowd.workspace, one.name, by="a test")
    assert done(crowd.post("/monitors/resume", crowd.token(), name=one.name)) == TIMES
    jobs = Jobs(crowd.workspace.store.records).list(kind="monitor", states=LIVE)
    assert sum(job.key == f"monitor {one.id}" for job in jobs) == 1


def a_message(crowd: Crowd, id: str) -> None:
    """One that waits, and that no worker sends here."""
    notice = Notice(
        id=id, case="", to="mailto:a@example.org", subject="s", text="t\n", written=crowd.workspace.clock()
    )
    delivery = Delivery(
        kind=MessageKind.MONITOR, created=notice.written, asked_by="a test", due=notice.written
    )
    message = Message(notice=notice, file=f"{id}.eml", delivery=delivery)
    due = crowd.workspace.clock() + timedelta(days=1)
    enqueue.add(crowd.workspace, message, due)


def delivery_of(crowd: Crowd, id: str) -> Delivery:
    return Outbox(crowd.workspace.store.records).get(id).delivery


def delivered_once(crowd: Crowd, id: str) -> None:
    """The worker of the application sends it, and once."""
    end = time.monotonic() + 60
    while delivery_of(crowd, id).state is not DeliveryState.SENT:
        assert time.monotonic() < end
        time.sleep(0.1)
    assert sum(f"<notice-{id.replace('-', '=2d=')}@".encode() in raw for raw in crowd.sink.received) == 1


@FORMS.of("/outbox/hold")
def message_hold(crowd: Crowd) -> None:
    a_message(crowd, "eight-hold")
    assert done(crowd.post("/outbox/hold", crowd.token(), id="eight-hold")) == TIMES
    assert delivery_of(crowd, "eight-hold").hold is HoldReason.BY_HAND


@FORMS.of("/outbox/release")
def message_release(crowd: Crowd) -> None:
    """However often it is let go, one job delivers it."""
    a_message(crowd, "eight-release")
    control.hold(crowd.workspace, "eight-release", by="a test")
    # The worker of the application may have sent it before the last one.
    assert done(crowd.post("/outbox/release", crowd.token(), id="eight-release")) >= 1
    delivered_once(crowd, "eight-release")


@FORMS.of("/outbox/retry")
def message_retry(crowd: Crowd) -> None:
    a_message(crowd, "eight-retry")
    assert done(crowd.post("/outbox/retry", crowd.token(), id="eight-retry")) >= 1
    delivered_once(crowd, "eight-retry")


@FORMS.of("/outbox/confirm")
def recipients_confirm(crowd: Crowd) -> None:
    """One answers for them."""
    one, records = a_monitor(crowd, "unconfirmed"), crowd.workspace.store.records
    accounts.invite(crowd.workspace, "eightscan", Role.SCANNER_ADMIN, (), by="a test")
    MonitorWriter(Changes(records)).change(
        one.id, lambda old: replace(old, tell=("mailto:soc@example.org",), created_by="eightscan")
    )
    assert done(crowd.post("/outbox/confirm", crowd.token(), id=one.id)) == 1
    assert Monitors(records).get(one.name).tell_by
    assert crowd.audited("recipients confirmed") == 1


@FORMS.of("/outbox/test")
def message_test(crowd: Crowd) -> None:
    """Each sends its own; what else the outbox sends meanwhile goes to others."""
    assert done(crowd.post("/outbox/test", crowd.token(), to="mailto:tried@example.org")) == TIMES
    assert sum(b"To: tried@example.org" in raw for raw in crowd.sink.received) == TIMES


@FORMS.of("/outbox/stop")
def outbox_stop(crowd: Crowd) -> None:
    before = crowd.audited("stopped the outbox")
    assert done(crowd.post("/outbox/stop", crowd.token(), because="a drill")) == TIMES
    assert Outbox(crowd.workspace.store.records).stopped() is not None
    assert crowd.audited("stopped the outbox") - before == 1
    control.start(crowd.workspace, by="a test")


@FORMS.of("/outbox/start")
def outbox_start(crowd: Crowd) -> None:
    control.stop(crowd.workspace, by="a test")
    assert done(crowd.post("/outbox/start", crowd.token())) == TIMES
    assert Outbox(crowd.workspace.store.records).stopped() is None


@FORMS.of("/monitors/remove")
def monitor_remove(crowd: Crowd) -> None:
    one = a_monitor(crowd, "removed")
    assert done(crowd.post("/monitors/remove", crowd.token(), name=one.name)) >= 1
    assert Monitors(crowd.workspace.store.records).find(one.id) is None
    assert Jobs(crowd.workspace.store.records).of_key(f"monitor {one.id}") is None


@FORMS.of("/settings")
def settings_saved(crowd: Crowd) -> None:
    """One has its way; who comes meanwhile reads that it changes, and who comes later finds it as wanted."""
    fields = {"rate": "700", "before-rate": "1000"}
    answers = crowd.post("/settings", crowd.token(), **fields)
    assert crowd.audited("changed setting") == 1
    assert done(answers) >= 1
    assert {one.status_code for one in answers} <= {303, 409}
    assert crowd.workspace.settings.rate == 700


@FORMS.of("/settings/test")
def try_notice(crowd: Crowd) -> None:
    """Each is a mail of its own."""
    before = len(crowd.sink.received)
    assert done(crowd.post("/settings/test", crowd.token(), to="mailto:soc@example.org")) == TIMES
    assert len(crowd.sink.received) - before == TIMES


@FORMS.of("/imports")
def upload(crowd: Crowd) -> None:
    """As many as may be taken in at once; the rows of the file are stored once."""
    token, before = crowd.token(), len(Imports(crowd.workspace.store.records).list())
    answers = crowd.ask(
        "POST", "/imports", token=token, data={"format": "naabu"}, files={"file": ("naabu.json", ROW)}
    )
    assert 1 <= done(answers) <= taking.MOST
    uploads = crowd.state.serving.uploads
    assert crowd.client.portal is not None
    crowd.client.portal.call(uploads.end)
    imported = Imports(crowd.workspace.store.records).list()
    assert len(imported) - before == 1
    assert imported[0].counts.get("stored", 0) <= 1


@FORMS.of("/imports/cancel")
def cancel(crowd: Crowd) -> None:
    """Stopped is stopped."""
    token = crowd.token()
    crowd.ask(
        "POST", "/imports", times=1, token=token, data={"format": "naabu", "again": "yes"},
        files={"file": ("naabu.json", ROW * 2)},
    )  # fmt: skip
    [one, *_] = crowd.state.serving.uploads.listed
    assert done(crowd.post("/imports/cancel", token, id=one.id)) == TIMES
    assert one.stop.is_set()


@FORMS.of("/keys/add")
def key_add(crowd: Crowd) -> None:
    name = crowd.fresh("key")
    assert (
        done(
            crowd.post("/keys/add", crowd.token(), name=name, right="read", ends="removed", sees="everything")
        )
        == 1
    )
    assert [key.name for key in ApiKeys(crowd.workspace.store.records).list()].count(name) == 1


@FORMS.of("/keys/remove")
def key_remove(crowd: Crowd) -> None:
    name, before = crowd.fresh("key"), crowd.audited("key remove")
    api_keys.add(crowd.workspace, name, Right.READ, None, by="a test")
    assert done(crowd.post("/keys/remove", crowd.token(), name=name)) == 1
    assert crowd.audited("key remove") - before == 1


@FORMS.of("/users/invite")
def invite(crowd: Crowd) -> None:
    name = crowd.fresh("invited")
    fields = {"name": name, "role": "viewer", "sees": "networks", "networks": "192.0.2.0/24"}
    answers = crowd.post("/users/invite", crowd.token(), **fields)
    assert (done(answers), crowd.audited("account add") > 0) == (1, True)
    assert [user.name for user in Users(crowd.workspace.store.records).list()].count(name) == 1


@FORMS.of("/users/reset")
def reset(crowd: Crowd) -> None:
    """Of the links one counts: the newest."""
    user = crowd.user(Role.VIEWER)
    answers = crowd.post("/users/reset", crowd.token(), id=user.id)
    assert done(answers) == TIMES
    tokens = {one.text.partition("/join/")[2][:43] for one in answers}
    alive = [token for token in tokens if crowd.ask("GET", f"/join/{token}", times=1)[0].status_code == 200]
    assert (len(tokens), len(alive)) == (TIMES, 1)


@FORMS.of("/users/change")
def change(crowd: Crowd) -> None:
    """The same, whoever is last. Of two last admins one stays."""
    user = crowd.user(Role.VIEWER)
    fields = {"id": user.id, "role": "analyst", "state": "open", "sees": "networks"}
    fields["networks"] = "192.0.2.0/24"
    assert done(crowd.post("/users/change", crowd.token(), **fields)) == TIMES
    assert Users(crowd.workspace.store.records).get(user.id).role is Role.ANALYST


@FORMS.of("/users/remove")
def remove(crowd: Crowd) -> None:
    user, before = crowd.user(Role.VIEWER), crowd.audited("account remove")
    assert done(crowd.post("/users/remove", crowd.token(), id=user.id)) == 1
    assert crowd.audited("account remove") - before == 1


@FORMS.of("/search/save")
def save(crowd: Crowd) -> None:
    user = crowd.user()
    answers = crowd.post("/search/save", crowd.token(user), name="redis", q="port:6379")
    assert (done(answers), len(Searches(crowd.workspace.store.records).of(user.id))) == (TIMES, 1)


@FORMS.of("/search/look")
def chart_put_away(crowd: Crowd) -> None:
    user = crowd.user()
    answers = crowd.post("/search/look", crowd.token(user), hide="map")
    assert (done(answers), saved_searches.own(crowd.workspace, user.id, "search").usual.count("map")) == (
        TIMES,
        1,
    )
    assert len(Searches(crowd.workspace.store.records).of(user.id, f"search{saved_searches.USUAL}")) == 1


@FORMS.of("/search/forget")
def forget(crowd: Crowd) -> None:
    user = crowd.user()
    saved = SavedSearch(id=crowd.fresh("5a"), user=user.id, name="x", query="", made=crowd.workspace.clock())
    SearchWriter(Changes(crowd.workspace.store.records)).add(saved, 10)
    assert done(crowd.post("/search/forget", crowd.token(user), id=saved.id)) == 1
    assert Searches(crowd.workspace.store.records).of(user.id) == []


@FORMS.of("/set-up/{token}")
def first_account(crowd: Crowd) -> None:
    """In a data folder where nobody has an account."""
    with crowd_in(crowd.workspace.data.parent / "nobody", furnished=False) as bare:
        link = accounts.create_setup_link(bare.workspace)
        before = len(Users(bare.workspace.store.records).list())
        fields = {"name": "maria", "password": PASSWORD, "again": PASSWORD}
        answers = bare.post(f"/set-up/{link}", **fields)
        assert done(answers) == 1
        assert (before, [user.name for user in Users(bare.workspace.store.records).list()]) == (0, ["maria"])


@FORMS.of("/join/{token}")
def join(crowd: Crowd) -> None:
    user, link = accounts.invite(crowd.workspace, crowd.fresh("joins"), Role.VIEWER, (), by="a test")
    before = crowd.audited("account joined")
    answers = crowd.post(f"/join/{link}", password=PASSWORD, again=PASSWORD)
    assert done(answers) == 1
    assert crowd.audited("account joined") - before == 1
    assert Users(crowd.workspace.store.records).get(user.id).password


@FORMS.of("/sign-in")
def sign_in(crowd: Crowd) -> None:
    """Each is a browser of its own, as many as may try at once."""
    user = crowd.user()
    answers = crowd.post("/sign-in", name=user.name, password=PASSWORD)
    assert 1 <= done(answers) == len(sittings_of(crowd, user.id))
    assert {one.status_code for one in answers} <= {303, 429}


def sittings_of(crowd: Crowd, id: str) -> list[SignInStage]:
    return [one.stage for one in Sessions(crowd.workspace.store.records).list() if one.user == id]


@FORMS.of("/sign-in/code")
def code(crowd: Crowd) -> None:
    user, digits = crowd.with_second(crowd.user())
    answers = crowd.post("/sign-in/code", crowd.token(user, SignInStage.CODE), code=digits)
    assert (done(answers), sittings_of(crowd, user.id)) == (1, [SignInStage.WHOLE])


@FORMS.of("/sign-out")
def sign_out(crowd: Crowd) -> None:
    """Ended is ended."""
    user = crowd.user()
    answers = crowd.post("/sign-out", crowd.token(user))
    assert sum(one.status_code in (303, 401) for one in answers) == TIMES
    assert sittings_of(crowd, user.id) == []


@FORMS.of("/unlock")
def unlock(crowd: Crowd) -> None:
    """A code counts once."""
    user, digits = crowd.with_second(crowd.user())
    assert done(crowd.post("/unlock", crowd.token(user), proof=digits)) == 1


@FORMS.of("/me/password")
def password(crowd: Crowd) -> None:
    before, new = crowd.audited("password changed"), "another walk along it"
    answers = crowd.post("/me/password", crowd.token(), old=PASSWORD, password=new, again=new)
    assert (done(answers), crowd.audited("password changed") - before) == (1, 1)


@FORMS.of("/me/second")
def second(crowd: Crowd) -> None:
    user, before = crowd.user(), crowd.audited("second factor set")
    secret, sealed = authentication.offer_totp(crowd.workspace, user)
    digits = totp.code(secret, int(crowd.workspace.clock().timestamp()) // totp.STEP_S)
    answers = crowd.post("/me/second", crowd.token(user), sealed=sealed, code=digits)
    assert (done(answers), crowd.audited("second factor set") - before) == (1, 1)


@FORMS.of("/me/look")
def look(crowd: Crowd) -> None:
    """The same, whoever is last."""
    user = crowd.user()
    assert done(crowd.post("/me/look", crowd.token(user), theme="dark")) == TIMES
    assert Users(crowd.workspace.store.records).get(user.id).theme == "dark"


@FORMS.of("/me/sessions/end")
def end(crowd: Crowd) -> None:
    """Ended is ended."""
    user = crowd.user()
    other, own = crowd.token(user), crowd.token(user)
    assert done(crowd.post("/me/sessions/end", own, id=digest(other))) >= 1
    assert sittings_of(crowd, user.id) == [SignInStage.WHOLE]


def with_passkey(crowd: Crowd) -> tuple[Authenticator, str, str]:
    """It, the id of its person, and that of the passkey."""
    key, user = Authenticator(), crowd.user()
    token = crowd.token(user)
    [options] = crowd.ask("POST", "/me/passkeys/options", times=1, token=token)
    made = crowd.ask(
        "POST",
        "/me/passkeys/add",
        times=1,
        token=token,
        data={"name": "a key", "credential": key.made(options.json())},
    )
    assert done(made) == 1, made[0].text
    [kept] = Passkeys(crowd.workspace.store.records).of(user.id)
    return key, user.id, kept.id


@FORMS.of("/me/passkeys/options")
def passkey_options(crowd: Crowd) -> None:
    """Nothing is kept of a question; each is another one."""
    asked = {one.json()["challenge"] for one in crowd.post("/me/passkeys/options", crowd.token())}
    assert len(asked) == TIMES


@FORMS.of("/me/passkeys/add")
def passkey_add(crowd: Crowd) -> None:
    user, key = crowd.user(), Authenticator()
    token = crowd.token(user)
    [options] = crowd.ask("POST", "/me/passkeys/options", times=1, token=token)
    answers = crowd.post("/me/passkeys/add", token, name="a key", credential=key.made(options.json()))
    assert (done(answers), len(Passkeys(crowd.workspace.store.records).of(user.id))) == (1, 1)


@FORMS.of("/me/passkeys/rename")
def passkey_rename(crowd: Crowd) -> None:
    """The same, whoever is last."""
    _, id, passkey = with_passkey(crowd)
    token = crowd.token(Users(crowd.workspace.store.records).get(id))
    assert done(crowd.post("/me/passkeys/rename", token, id=passkey, name="other")) == TIMES
    assert [one.name for one in Passkeys(crowd.workspace.store.records).of(id)] == ["other"]


@FORMS.of("/me/passkeys/remove")
def passkey_remove(crowd: Crowd) -> None:
    _, id, passkey = with_passkey(crowd)
    token = crowd.token(Users(crowd.workspace.store.records).get(id))
    assert done(crowd.post("/me/passkeys/remove", token, id=passkey)) == 1
    assert Passkeys(crowd.workspace.store.records).of(id) == []


@FORMS.of("/passkey/options")
def passkey_question(crowd: Crowd) -> None:
    """Nothing is kept of a question."""
    assert len({one.json()["challenge"] for one in crowd.post("/passkey/options")}) == TIMES


@FORMS.of("/sign-in/passkey")
def passkey_enter(crowd: Crowd) -> None:
    key, id, _ = with_passkey(crowd)
    before = len(sittings_of(crowd, id))
    [options] = crowd.ask("POST", "/passkey/options", times=1)
    answers = crowd.ask(
        "POST",
        "/sign-in/passkey",
        way_in=str(options.cookies.get(WAY_IN)),
        data={"credential": key.signed(options.json())},
    )
    assert (done(answers), len(sittings_of(crowd, id)) - before) == (1, 1)


def proved(crowd: Crowd, path: str, stage: SignInStage) -> tuple[int, list[SignInStage]]:
    key, id, _ = with_passkey(crowd)
    SessionWriter(Changes(crowd.workspace.store.records)).end_all(id)
    token = crowd.token(Users(crowd.workspace.store.records).get(id), stage)
    [options] = crowd.ask("POST", "/passkey/options", times=1, token=token)
    answers = crowd.post(path, token, credential=key.signed(options.json()))
    return done(answers), sittings_of(crowd, id)


@FORMS.of("/sign-in/code/passkey")
def passkey_second(crowd: Crowd) -> None:
    assert proved(crowd, "/sign-in/code/passkey", SignInStage.CODE) == (1, [SignInStage.WHOLE])


@FORMS.of("/unlock/passkey")
def passkey_unlock(crowd: Crowd) -> None:
    assert proved(crowd, "/unlock/passkey", SignInStage.WHOLE) == (1, [SignInStage.WHOLE])


MAIL = "From a@example.org Tue Jan  1 10:11:12 2019\nFrom: a@example.org\nSubject: one\n\n{}\n\n"


def an_assessment(crowd: Crowd) -> AssessmentFolder:
    """Of one mail with a doubtful hit, and one in which nothing is."""
    source = crowd.workspace.data.parent / f"{crowd.fresh('inbox')}.mbox"
    source.write_text(MAIL.format("His SSN: 891-23-4567") + MAIL.format(f"Hello from {source.name}."))
    started = assess.start(crowd.workspace, [source], Depth.DEEP, by="a test", fresh=True)
    for _ in assess.run(crowd.workspace, started, 1, threading.Event()):
        pass
    return started.folder


@FORMS.of("/assessment/{id}/evidence")
def evidence_of_an_assessment(crowd: Crowd) -> None:
    """Looking changes nothing; the audit has every look."""
    folder, before = an_assessment(crowd), crowd.audited("viewed evidence")
    assert done(crowd.post(f"/assessment/{folder.path.name}/evidence", crowd.token())) == TIMES
    assert crowd.audited("viewed evidence") - before == TIMES


@FORMS.of("/assessment/{id}/review")
def hit_of_an_assessment(crowd: Crowd) -> None:
    """One judgement of one person."""
    folder, records = an_assessment(crowd), crowd.workspace.store.records
    [hit] = [one for one in review.queue(crowd.workspace, folder).hits if one.label == "us_ssn"]
    path = f"/assessment/{folder.path.name}/review"
    assert done(crowd.post(path, crowd.token(), hit=hit.id, word="rejected")) == TIMES
    kept = Judgements(records).of_kind(JudgementKind.HIT)
    assert [one.word.value for one in kept if one.subject == hit.id] == ["rejected"]


@FORMS.of("/assessment/{id}/sample")
def document_of_a_sample(crowd: Crowd) -> None:
    """One judgement of one person."""
    folder, records = an_assessment(crowd), crowd.workspace.store.records
    [document] = sample.sample(crowd.workspace, folder, sample.USUAL).documents
    path, id = f"/assessment/{folder.path.name}/sample", document.digest.hex()
    assert done(crowd.post(path, crowd.token(), document=id, word="clean")) == TIMES
    kept = Judgements(records).of_kind(JudgementKind.DOCUMENT)
    assert [one.word.value for one in kept if one.subject == id] == ["clean"]


def organisation_form(name: str) -> dict[str, str]:
    return {"name": name, "contacts": "mailto:soc@example.org", "domains": "", "language": "en", "hours": ""}


def named_like(crowd: Crowd, name: str) -> int:
    return sum(one.name == name for one in Organisations(crowd.workspace.store.records).list())


@FORMS.of("/organisations")
def organisation_added(crowd: Crowd) -> None:
    """One is added, and the others learn that it is there."""
    name = crowd.fresh("Example ")
    answers = crowd.post("/organisations", crowd.token(), **organisation_form(name))
    assert done(answers) == 1
    assert {one.status_code for one in answers} == {303, 400}
    assert named_like(crowd, name) == 1


@FORMS.of("/organisations/change")
def organisation_changed(crowd: Crowd) -> None:
    """The same change again changes nothing."""
    name = crowd.fresh("Example ")
    organisations.add(crowd.workspace, name, by="a test", contacts=["mailto:jane@example.org"])
    answers = crowd.post("/organisations/change", crowd.token(), **organisation_form(name))
    assert (done(answers), named_like(crowd, name)) == (TIMES, 1)
    one = Organisations(crowd.workspace.store.records).get(name)
    assert one.contacts == ("mailto:soc@example.org",)


@FORMS.of("/organisations/remove")
def organisation_removed(crowd: Crowd) -> None:
    """It goes once."""
    name = crowd.fresh("Example ")
    organisations.add(crowd.workspace, name, by="a test", contacts=["mailto:jane@example.org"])
    assert done(crowd.post("/organisations/remove", crowd.token(), name=name)) >= 1
    assert named_like(crowd, name) == 0
