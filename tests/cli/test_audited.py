"""Every verb that acts leaves an entry in the audit log, under the user of the operating system."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest

from leftopen.service.workspace import job_queue
from leftopen.service.workspace.os_user import os_user
from leftopen.service.workspace.workspace import open_workspace
from leftopen.store.records.entities.identity.audit import Audit, AuditEntry
from tests.cli.program import ran
from tests.durability.runs import Folder
from tests.formats.calendars import calendar, shift
from tests.formats.cve_list_files import KEV
from tests.pipeline.loopback import Loopback
from tests.pipeline.mailbox import Mailbox
from tests.pipeline.test_run_shapes import share
from tests.places.range_files import NETWORKS
from tests.service.office import SENDER
from tests.service.test_eight_verbs import ACTING

Run = Callable[..., list[dict[str, object]]]
SCAFFOLD = {"check new", "probe new"}
"""They write source files, not to the data folder."""
ENTRIES: Mapping[str, str] = {
    "scan": "scan", "import": "import", "export": "export", "notify": "notify", "verify": "verify",
    "proof": "proof", "report": "report", "cve import": "cve import",
    "cve remove": "cve remove", "places import": "places import", "places remove": "places remove",
    "scope add": "scope allow", "scope import": "scope allow", "scope deny": "scope deny",
    "scope remove": "scope remove", "key add": "key add", "key remove": "key remove",
    "user add": "account add", "user reset": "account reset", "user role": "account change",
    "user disable": "account change", "user enable": "account change", "user remove": "account remove",
    "audit": "audit export", "review open": "review opened", "review dismiss": "review dismissed",
    "cases ack": "case acknowledged", "cases accept": "case accepted", "cases reopen": "case reopened",
    "cases false-positive": "case marked as false positive", "cases close": "case closed without proof",
    "cases assign": "case assigned", "cases due": "case due date set", "cases comment": "comment",
    "watch add": "monitor added", "watch pause": "monitor paused", "watch resume": "monitor resumed",
    "watch now": "monitor run requested", "watch remove": "monitor removed", "jobs cancel": "cancelled job",
    "cases preserve": "case hold", "cases release": "case unhold", "cases link": "owner's link",
    "org add": "organisation", "org set": "on-call calendar",
    "org remove": "removed organisation", "mute add": "muted",
    "mute remove": "unmuted",
    "readers run": "read access logs", "respond moment": "respond moment", "respond answer": "respond answer",
    "respond step": "respond step", "respond role": "respond role", "respond decide": "respond decision",
    "respond deadline": "respond met", "respond log add": "respond log source",
    "respond log preserved": "respond log preserved", "respond task add": "respond task",
    "respond task done": "respond task done", "respond custody add": "respond custody",
    "respond custody export": "respond export", "respond draft save": "respond draft",
    "respond draft approve": "respond approval", "respond draft export": "respond export",
    "respond report": "respond export", "cases register": "exported register of breaches",
}  # fmt: skip
"""The entry of each verb; the ones of a report and an export of this log too, which leave the folder."""


def test_every_verb_that_acts_has_an_entry() -> None:
    assert set(ENTRIES) == (set(ACTING) - SCAFFOLD) | {"report", "audit"}


@pytest.fixture(scope="module")
def audited(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[AuditEntry]]:
    """A life on the command line: found, told, decided, closed, proved."""
    root = tmp_path_factory.mktemp("audited")
    folder = Folder(
        root=root, settings={"banner_wait": 0.05, "public_url": "https://c.example.org", **SENDER}
    )

    def run(*words: str) -> list[dict[str, object]]:
        answer = ran(folder, *words, "--json")
        assert answer.code == 0, (words, answer.err)
        return answer.lines

    until = ("--until", "2099-01-01", "--authorised-by", "A. Owner")
    run("scope", "add", "127.0.0.0/8", *until, "--read", "sample")
    (root / "ranges.csv").write_text("target,authorised_by,until\n198.18.0.0/24,A,2099-01-01\n")
    run("scope", "import", "ranges.csv")
    [denied] = run("scope", "deny", "198.18.0.9")
    run("scope", "remove", str(denied["id"])[:8])
    run("key", "add", "laptop")
    run("key", "remove", "laptop")
    (root / "networks.csv").write_bytes(NETWORKS)
    run("places", "import", "networks.csv", "--date", "2026-01-01")
    [source] = run("places", "list")
    run("places", "remove", str(source["name"]))
    (root / "kev.json").write_text(KEV)
    run("cve", "import", "kev.json")
    run("cve", "remove", "kev")
    (root / "naabu.json").write_bytes(b'{"ip":"203.0.113.9","port":443,"host":"shop.example.org"}\n')
    run("import", "naabu.json")
    run("user", "add", "maria", "--role", "analyst")
    run("user", "role", "maria", "viewer")
    run("user", "disable", "maria")
    run("user", "enable", "maria")
    run("user", "reset", "maria")
    run("user", "add", "jane")
    run("user", "remove", "jane")
    run("audit", "--out", "audit.json")
    run("org", "add", "Example Corps")
    (root / "rota.ics").write_bytes(
        calendar(shift("jane@example.org", "20260101T000000Z", "20990101T000000Z"))
    )
    domains = ("--domain", "example.org", "--hours", "Mon-Fri 08:00-18:00 Europe/Paris")
    [team] = run("org", "set", "Example Corps", *domains, "--on-call", "rota.ics")
    assert team["on_call"] == ["jane@example.org"]
    assert team["calendar"] == str(root / "rota.ics")
    run("org", "remove", "Example Corps")
    [muted] = run("mute", "add", "--check", "redis_open", "--reason", "known")
    run("mute", "remove", str(muted["id"])[:8])
    run("watch", "add", "here", "127.0.0.9", "-p", "9")
    run("watch", "pause", "here")
    run("watch", "resume", "here")
    run("watch", "now", "here")
    run("watch", "remove", "here")
    with open_workspace(folder.data, {}, environ=folder.environ()) as workspace:
        waits = job_queue.new_job(workspace, "scan", {}, asked_by="a test")
        job_queue.add(workspace, waits)
    run("jobs", "cancel", waits.id)
    box, sites = Mailbox(), (share(), share())
    with Loopback() as loopback:
        port = loopback.serve(box.web)
        shares = ",".join(str(loopback.serve(site.web)) for site in sites)
        [case] = [one for one in run("scan", "127.0.0.1", "-p", str(port)) if one["type"] == "case"]
        id = str(case["id"])[:8]
        run("scan", "127.0.0.1", "-p", shares)
        first, second = (str(one["id"])[:8] for one in run("review", "list"))
        run("review", "open", first)
        run("review", "dismiss", second, "--reason", "a mirror")
        run("notify", id, "--to", "mailto:soc@example.org")
        run("cases", "ack", id)
        run("cases", "preserve", id, "--reason", "a lawsuit")
        run("cases", "release", id)
        run("cases", "link", id)
        run("cases", "assign", id, "")
        run("cases", "due", id, "2099-01-01")
        run("cases", "comment", id, "called them")
        run("cases", "accept", id, "--until", "2099-01-01", "--reason", "known")
        run("cases", "reopen", id, "--reason", "no")
        run("cases", "false-positive", id, "--reason", "a honeypot")
        run("cases", "reopen", id, "--reason", "it is not")
        run("cases", "close", id, "--reason", "they said so")
        run("cases", "reopen", id, "--reason", "it was not")
        respond(run, root, id)
        run("export", "*", "all.jsonl")
        run("report", id, "--out", "case.json")
        box.locked = True
        run("verify", id)
        run("proof", id, "--out", "proof.json")
    with open_workspace(folder.data, {}, environ=folder.environ()) as workspace:
        yield Audit(workspace.store.records).list(500)


def respond(run: Run, root: Path, case: str) -> None:
    """The response to a case, led on the command line."""
    (root / "access.log").write_text(
        '203.0.113.9 - - [20/Nov/2026:09:30:00 +0000] "GET /a HTTP/1.1" 200 9 "-" "curl"\n'
    )
    (root / "items.csv").write_text("path,bytes\n/a,9\n")
    (root / "press.txt").write_text("We know. [said]\n")
    window = ("--from", "2026-11-20T09:00Z", "--to", "2026-11-20T10:00Z")
    run("readers", "access.log", "--items", "items.csv", "--case", case, *window)
    for words in (
        ("moment", "aware", "2026-01-31T09:30Z", "--how", "a call"),
        ("answer", "gdpr", "yes", "--reason", "customers"),
        ("step", "snapshot", "--reason", "an image"),
        ("role", "lead", "maria"),
        ("decide", "tell the press", "--reason", "it is public"),
        ("deadline", "gdpr.authority", "2026-01-31T10:30Z"),
        ("log", "add", "nginx", "--where", "web1", "--rotates", "unknown"),
        ("log", "preserved", "1"),
        ("task", "add", "call the provider", "--who", "maria"),
        ("task", "done", "1"),
        ("custody", "add", "access.log", "--from", "web1"),
        ("custody", "export", "custody.csv"),
        ("draft", "save", "press", "press.txt"),
        ("draft", "approve", "press"),
        ("draft", "export", "press", "press.html"),
        ("report", "--out", "impact.json"),
    ):
        run("respond", case, *words)
    run("cases", "register", "breaches.csv")


@pytest.mark.parametrize("verb", ENTRIES)
def test_an_act_on_the_command_line_is_in_the_audit(audited: list[AuditEntry], verb: str) -> None:
    assert ENTRIES[verb] in {one.what for one in audited if one.actor == os_user()}


def test_an_entry_names_what_was_acted_upon(audited: list[AuditEntry]) -> None:
    answer = {one.what: (one.subject, one.clause) for one in audited}
    assert answer["import"] == ("naabu.json", "command line")
    assert answer["export"] == ("*", "all.jsonl")
    assert answer["scan"][0] == "127.0.0.1"
    assert answer["scan"][1].startswith("ports ")
    assert answer["notify"] == (answer["verify"][0], "mailto:soc@example.org")
    assert answer["verify"][1].startswith("127.0.0.1:")
    assert Path(answer["report"][1]).name == "case.json"
