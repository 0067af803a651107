"""The user's rule files are opened by the settings: what is named must be there, and each is read once."""

from __future__ import annotations

from pathlib import Path

import pytest

from leftopen.errors import BadSetting
from leftopen.formats.nmap_service_probes import GREETING
from leftopen.service.scanning.rule_files import LARGEST, RuleCount, count, nmap_file, open_rules
from leftopen.settings import Settings, load
from tests.formats.test_nmap_service_probes import MADE_UP
from tests.formats.test_recog_xml import SSH, TITLES
from tests.formats.test_wappalyzer_json import FILES


def saved(file: Path, data: bytes) -> Path:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(data)
    return file


def test_nmaps_file_is_found_where_nmap_is_installed(tmp_path: Path) -> None:
    places = (tmp_path / "none", saved(tmp_path / "probes", MADE_UP))
    assert nmap_file(Settings(), places) == places[1]
    assert nmap_file(Settings(), places[:1]) is None
    assert nmap_file(Settings(nmap_probes=""), places) is None
    rules = open_rules(Settings(), places)
    assert rules.nmap is not None
    named = rules.nmap().name(GREETING, b"220 Made-Up FTP 2.4b ready.\r\n", lambda: False)
    assert named is not None
    assert named.product == "Made-Up ftpd"
    assert open_rules(Settings(), places[:1]).nmap is None


def test_a_named_file_is_read_once_until_it_changes(tmp_path: Path) -> None:
    file = saved(tmp_path / "mine", MADE_UP)
    rules = open_rules(Settings(nmap_probes=str(file)))
    assert rules.nmap is not None
    first = rules.nmap()
    assert rules.nmap() is first
    again = open_rules(Settings(nmap_probes=str(file))).nmap
    assert again is not None
    assert again() is first
    saved(file, MADE_UP + b"\n# changed")
    assert rules.nmap() is not first


def test_folders_are_read_with_the_folders_in_them(tmp_path: Path) -> None:
    saved(tmp_path / "recog" / "ssh.xml", SSH)
    saved(tmp_path / "recog" / "more" / "titles.xml", TITLES)
    saved(tmp_path / "recog" / "README.md", b"text")
    saved(tmp_path / "tech" / "categories.json", FILES[0])
    saved(tmp_path / "tech" / "technologies" / "m.json", FILES[1])
    rules = open_rules(
        Settings(nmap_probes="", recog=str(tmp_path / "recog"), wappalyzer=str(tmp_path / "tech"))
    )
    assert rules.nmap is None
    assert rules.recog is not None
    assert set(rules.recog().rules) == {"ssh.banner", "html_title"}
    assert rules.wappalyzer is not None
    (found,) = rules.wappalyzer().find([("title", "Titled")], lambda: False)
    assert (found.name, found.categories) == ("Titled", ("CMS",))


@pytest.mark.parametrize("setting", ["nmap_probes", "recog", "wappalyzer"])
def test_what_is_named_and_missing_is_an_error(setting: str, tmp_path: Path) -> None:
    with pytest.raises(BadSetting, match=rf"^{setting} is .* there is no such (file|folder)$"):
        open_rules(load({setting: str(tmp_path / "none")}, {}, ""))


@pytest.mark.parametrize(("setting", "ending"), [("recog", ".xml"), ("wappalyzer", ".json")])
def test_a_folder_without_such_files_is_an_error(setting: str, ending: str, tmp_path: Path) -> None:
    saved(tmp_path / "other.txt", b"text")
    with pytest.raises(BadSetting, match=rf"^{setting} is .* there is no {ending} file in it$"):
        open_rules(load({setting: str(tmp_path)}, {}, ""))


def test_a_file_that_is_too_large_is_an_error(tmp_path: Path) -> None:
    file = tmp_path / "large"
    with file.open("wb") as opened:
        opened.truncate(LARGEST + 1)
    with pytest.raises(BadSetting, match="is larger than 32 MiB"):
        open_rules(Settings(nmap_probes=str(file)))


def test_what_was_read_is_counted(tmp_path: Path) -> None:
    saved(tmp_path / "recog" / "ssh.xml", SSH)
    for number, file in enumerate(FILES):
        saved(tmp_path / "tech" / f"{number}.json", file)
    settings = Settings(
        nmap_probes=str(saved(tmp_path / "mine", MADE_UP)),
        recog=str(tmp_path / "recog"),
        wappalyzer=str(tmp_path / "tech"),
    )
    assert count(open_rules(settings)) == [
        RuleCount(name="nmap", rules=8, skipped=3),
        RuleCount(name="Recog", rules=4, skipped=1),
        RuleCount(name="Wappalyzer", rules=8, skipped=2),
    ]
    assert count(open_rules(Settings(nmap_probes=""))) == []
