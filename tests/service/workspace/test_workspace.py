"""Where things lie, what is set, and who says what from where."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import platformdirs
import pytest

from leftopen import __version__
from leftopen.errors import BadSetting, StoreFailed
from leftopen.model.address import Address
from leftopen.model.vantage import Place
from leftopen.service.workspace.os_user import os_user
from leftopen.service.workspace.workspace import config_folder, data_folder, open_workspace, read_settings
from tests.service.office import office


def test_the_flag_comes_before_the_environment_and_that_before_the_default(tmp_path: Path) -> None:
    environ = {"LEFTOPEN_DATA": str(tmp_path / "named")}
    assert data_folder(tmp_path / "flag", environ) == tmp_path / "flag"
    assert data_folder(None, environ) == tmp_path / "named"
    assert data_folder(None, {}) == platformdirs.user_data_path("leftopen")
    assert config_folder({"LEFTOPEN_CONFIG": str(tmp_path)}) == tmp_path
    assert config_folder({}) == platformdirs.user_config_path("leftopen")


def test_settings_come_from_the_file_in_the_configuration_folder(tmp_path: Path) -> None:
    (tmp_path / "settings.toml").write_text('contact = "mailto:soc@example.org"\nworkers = 7\n')
    settings = read_settings(tmp_path, {"workers": 9}, {})
    assert (settings.contact, settings.workers) == ("mailto:soc@example.org", 9)


@pytest.mark.parametrize("text", [b"workers = ", b"\xff\xfe", b"no_such = 1"])
def test_a_file_of_settings_that_cant_be_used_is_one_clear_line(tmp_path: Path, text: bytes) -> None:
    (tmp_path / "settings.toml").write_bytes(text)
    with pytest.raises(BadSetting) as raised:
        read_settings(tmp_path, {}, {})
    assert "settings.toml" in str(raised.value)
    assert "\n" not in str(raised.value)


def test_a_file_of_settings_that_root_alone_can_read_says_whose_it_must_be(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As after `umask 077` and an editor that root started."""
    (tmp_path / "settings.toml").write_text("workers = 2\n")

    def refused(_: Path) -> bytes:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "read_bytes", refused)
    with pytest.raises(BadSetting) as raised:
        read_settings(tmp_path, {}, {})
    file = tmp_path / "settings.toml"
    assert (
        str(raised.value)
        == f"cannot read {file}: Permission denied; make it readable for the user {os_user()}"
    )


def test_the_folder_is_made_for_its_owner_only(tmp_path: Path) -> None:
    with office(tmp_path) as workspace:
        assert stat.S_IMODE(os.stat(workspace.data).st_mode) == 0o700


def test_a_folder_that_cant_be_made_is_one_clear_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    environ = {"LEFTOPEN_CONFIG": str(tmp_path / "config")}
    with (
        pytest.raises(StoreFailed, match="cannot create the data folder"),
        open_workspace(tmp_path / "file" / "d", {}, environ=environ),
    ):
        pass


def test_the_agent_names_the_program_and_who_answers_for_it(tmp_path: Path) -> None:
    with office(tmp_path, contact="mailto:soc@example.org") as workspace:
        assert workspace.agent == f"leftopen/{__version__} (mailto:soc@example.org)"
    with office(tmp_path) as workspace:
        assert workspace.agent == f"leftopen/{__version__} (contact not set)"


def test_this_machine_is_seen_from_loopback_whatever_the_setting_says(tmp_path: Path) -> None:
    with office(tmp_path, vantage="internet", vantage_name="abroad") as workspace:
        assert workspace.vantage(Address.parse("127.0.0.1")).place is Place.LOOPBACK
        assert workspace.vantage(Address.parse("198.18.0.7")).place is Place.INTERNET
        assert workspace.vantage(Address.parse("198.18.0.7")).name == "abroad"
