"""What is broken, what is missing, and that one does not hide the other."""

from __future__ import annotations

from pathlib import Path

import pytest

from leftopen.scope.file import record
from leftopen.service.doctor import HealthCheck, examine
from leftopen.service.ingest import places
from leftopen.service.scanning import scopes
from leftopen.service.workspace import Workspace
from tests.places.range_files import NETWORKS
from tests.service.office import SENDER, office


def conditions(folder: Path, **settings: object) -> dict[str, HealthCheck]:
    with office(folder, **settings) as workspace:
        return {one.what: one for one in examine(workspace)}


def networks(workspace: Workspace, day: str) -> None:
    (workspace.data / "networks.csv").write_bytes(NETWORKS)
    places.import_ranges(workspace, places.RangeImport(path=workspace.data / "networks.csv", dated=day))


def test_a_new_folder_is_sound_and_lacks_what_a_person_must_say(tmp_path: Path) -> None:
    told = conditions(tmp_path)
    assert {what for what, one in told.items() if one.ok is False} == set()
    missing = {what for what, one in told.items() if one.ok is None}
    assert missing == {"scope", "scanner's contact", "positive control", "notices", "places"}
    assert not [what for what, one in told.items() if one.old]
    assert "proof.pub" in told["keys"].says
    assert (tmp_path / "config" / "keys" / "proof.pub").exists()


def test_what_is_set_is_not_missing(tmp_path: Path) -> None:
    with office(tmp_path) as workspace:
        scopes.add(
            workspace, [record("198.18.0.0/24", authorised_by="A.", until=None, now=workspace.clock())]
        )
        networks(workspace, f"{workspace.clock():%Y-%m-%d}")
    told = conditions(tmp_path, control="127.0.0.1:9", smtp_host="127.0.0.1", **SENDER)
    assert [one.what for one in told.values() if one.ok is not True] == []


def test_a_folder_that_others_can_read_is_broken(tmp_path: Path) -> None:
    with office(tmp_path) as workspace:
        workspace.data.chmod(0o755)
        told = {one.what: one for one in examine(workspace)}
    assert told["data folder"].ok is False
    assert told["event chain"].ok is True


def test_a_spoilt_key_is_broken_and_the_rest_is_still_told(tmp_path: Path) -> None:
    conditions(tmp_path)
    (tmp_path / "config" / "keys" / "proof.pem").write_text("no key")
    told = conditions(tmp_path)
    assert told["keys"].ok is False
    assert "notices" in told


def test_a_control_that_cant_be_read_is_broken(tmp_path: Path) -> None:
    assert conditions(tmp_path, control="gateway:http")["positive control"].ok is False


@pytest.mark.parametrize(
    ("setting", "value", "why"),
    [
        ("mail_from", "Security <soc@example.org>", "must be one plain mail address"),
        ("notify", "soc@example.org", "did you mean mailto:soc@example.org?"),
        ("notify", "pigeon:soc", "unknown notice channel"),
    ],
)
def test_notices_that_would_not_go_out_are_broken(tmp_path: Path, setting: str, value: str, why: str) -> None:
    told = conditions(tmp_path, smtp_host="127.0.0.1", **{setting: value})["notices"]
    assert told.ok is False
    assert why in told.says


def test_ranges_grow_old(tmp_path: Path) -> None:
    with office(tmp_path) as workspace:
        networks(workspace, "2026-01-31")
        told = {one.what: one for one in examine(workspace)}["places"]
    assert (told.ok, told.old) == (None, True)
    assert "asn of 2026-01-31 (" in told.says
    assert told.says.endswith("import again: asn")
