"""What is broken, what is missing, and that one does not hide the other."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from leftopen.errors import BadSetting
from leftopen.scope.file import record
from leftopen.service.exclusions import scopes
from leftopen.service.ingest import cve_lists, places
from leftopen.service.operations import doctor, health_facts, settings_check
from leftopen.service.operations.doctor import HealthCheck, examine
from leftopen.service.organisations import on_call, organisations
from leftopen.service.outbox import control
from leftopen.service.workspace.workspace import Workspace
from tests.contents.cage.absent import without_cage
from tests.formats.calendars import calendar, shift
from tests.formats.cve_list_files import KEV
from tests.places.range_files import NETWORKS
from tests.service.office import SENDER, office


def conditions(folder: Path, **settings: object) -> dict[str, HealthCheck]:
    with office(folder, **settings) as workspace:
        return {one.what: one for one in examine(workspace)}


def networks(workspace: Workspace, day: str) -> None:
    (workspace.data / "networks.csv").write_bytes(NETWORKS)
    places.import_ranges(workspace, places.RangeImport(path=workspace.data / "networks.csv", dated=day))


def test_a_new_folder_is_sound_and_lacks_what_a_person_must_say(tmp_path: Path) -> None:
    answer = conditions(tmp_path)
    assert {what for what, one in answer.items() if one.ok is False} == set()
    missing = {what for what, one in answer.items() if one.ok is None}
    assert missing == {"scope", "scanner's contact", "positive control", "notices", "places"}
    assert not [what for what, one in answer.items() if one.old]
    assert "proof.pub" in answer["keys"].says
    assert (tmp_path / "config" / "keys" / "proof.pub").exists()


def test_what_is_set_is_not_missing(tmp_path: Path) -> None:
    with office(tmp_path) as workspace:
        scopes.add(
            workspace, [record("198.18.0.0/24", authorised_by="A.", until=None, now=workspace.clock())]
        )
        networks(workspace, f"{workspace.clock():%Y-%m-%d}")
    answer = conditions(tmp_path, control="192.0.2.9:443", smtp_host="127.0.0.1", **SENDER)
    assert [one.what for one in answer.values() if one.ok is not True] == []


def test_a_folder_that_others_can_read_is_broken(tmp_path: Path) -> None:
    with office(tmp_path) as workspace:
        workspace.data.chmod(0o755)
        answer = {one.what: one for one in examine(workspace)}
    assert answer["data folder"].ok is False
    assert answer["event chain"].ok is True


def test_a_spoilt_key_is_broken_and_the_rest_is_still_told(tmp_path: Path) -> None:
    conditions(tmp_path)
    (tmp_path / "config" / "keys" / "proof.pem").write_text("no key")
    answer = conditions(tmp_path)
    assert answer["keys"].ok is False
    assert "notices" in answer


def test_a_control_that_cant_be_read_or_is_this_machine_is_broken(tmp_path: Path) -> None:
    assert conditions(tmp_path, control="gateway:http")["settings"].ok is False
    answer = conditions(tmp_path, control="127.0.0.1:9")["positive control"]
    assert answer.ok is False
    assert "is this machine" in answer.says


@pytest.mark.parametrize(
    ("setting", "value", "what", "why"),
    [
        ("mail_from", "Security <soc@example.org>", "notices", "must be one plain mail address"),
        ("notify", "soc@example.org", "settings", "did you mean mailto:soc@example.org?"),
        ("notify", "pigeon:soc", "settings", "unknown notice channel"),
    ],
)
def test_notices_that_would_not_go_out_are_broken(
    tmp_path: Path, setting: str, value: str, what: str, why: str
) -> None:
    answer = conditions(tmp_path, smtp_host="127.0.0.1", **{setting: value})[what]
    assert answer.ok is False
    assert why in answer.says


def test_a_stopped_outbox_and_a_channel_that_is_half_configured_are_named(tmp_path: Path) -> None:
    ready = {"smtp_host": "127.0.0.1", **SENDER}
    half = conditions(tmp_path, apprise_schemes="slack", **ready)["notices"]
    assert half.ok is None
    assert "apprise: only written to files, Apprise is not configured (setting apprise_file)" in half.says
    with office(tmp_path, **ready) as workspace:
        control.stop(workspace, by="maria")
        answer = {one.what: one for one in examine(workspace)}["notices"]
    assert answer.ok is None
    assert answer.says.endswith("to resume: leftopen outbox start")


def test_a_blackout_that_cant_be_read_hides_no_other_check(tmp_path: Path) -> None:
    answer = conditions(tmp_path, blackout="at night")
    assert [what for what, one in answer.items() if one.ok is False] == ["settings"]
    assert answer["worker"].ok is True


def test_quiet_hours_that_cant_be_read_are_broken(tmp_path: Path) -> None:
    answer = conditions(tmp_path, quiet_hours="at night", **SENDER)["settings"]
    assert answer.ok is False
    assert "quiet_hours is 'at night'" in answer.says


def test_lists_of_cves_grow_old(tmp_path: Path) -> None:
    with office(tmp_path) as workspace:
        assert {one.what: one for one in examine(workspace)}["lists of CVEs"].ok is True
        (workspace.data / "kev.json").write_text(KEV.replace("2026-11-20T", "2025-01-31T"))
        cve_lists.import_list(workspace, workspace.data / "kev.json")
        answer = {one.what: one for one in examine(workspace)}["lists of CVEs"]
    assert (answer.ok, answer.old) == (None, True)
    assert answer.says.endswith("import again: kev")


def test_ranges_grow_old(tmp_path: Path) -> None:
    with office(tmp_path) as workspace:
        networks(workspace, "2026-01-31")
        answer = {one.what: one for one in examine(workspace)}["places"]
    assert (answer.ok, answer.old) == (None, True)
    assert "asn of 2026-01-31 (" in answer.says
    assert answer.says.endswith("import again: asn")


@pytest.mark.parametrize(
    ("name", "value"),
    [("quiet_hours", "22-7"), ("tsa_url", "https://tsa.example.org"), ("recipients", "pigeon:1")],
)
def test_what_would_stop_a_start_is_said(tmp_path: Path, name: str, value: str) -> None:
    with office(tmp_path, **{name: value}) as workspace:
        [found] = [one for one in examine(workspace) if one.what == "settings"]
        assert (found.ok, value in found.says or name in found.says) == (False, True)
        with pytest.raises(BadSetting):
            settings_check.check(workspace.settings)


def test_documents_are_read_in_a_cage_or_it_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    answer = conditions(tmp_path)["documents"]
    assert (answer.ok, "read in a cage: " in answer.says, "seccomp" in answer.says) == (True, True, True)
    answer = conditions(tmp_path, uncaged="yes")["documents"]
    assert (answer.ok, answer.says.startswith("not caged: the setting uncaged is yes")) == (None, True)
    without_cage(monkeypatch)
    answer = conditions(tmp_path)["documents"]
    assert (answer.ok, answer.says.startswith("not caged: no Landlock")) == (False, True)


def test_a_calendar_that_says_nothing_about_now_is_said(tmp_path: Path) -> None:
    with office(tmp_path) as workspace:
        assert doctor._calendars(workspace).ok is True
        organisations.add(workspace, "Example Corps", by="jane", contacts=["mailto:soc@example.org"])
        file = tmp_path / "rota.ics"
        file.write_bytes(calendar(shift("jane@example.org", "20200101T000000Z", "20990101T000000Z")))
        asyncio.run(on_call.set_calendar(workspace, "Example Corps", str(file), by="jane"))
        assert doctor._calendars(workspace).says == "1 read"
        assert "on-call calendars" in health_facts.read(workspace).needed
        file.write_bytes(calendar())
        asyncio.run(on_call.refresh(workspace))
        answer = doctor._calendars(workspace)
        assert answer.ok is None
        assert answer.says == "no one is on call for Example Corps; see leftopen org show NAME"
