"""The French of checks and shapes: one file each in `checks/french` and `shapes/french`, optional for a new
one, never lost again."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from leftopen import catalogue
from leftopen.model.remedy import of_product
from tests.each import each

SOURCE = Path(__file__).parents[2] / "src" / "leftopen"
FOLDER = SOURCE / "checks" / "french"
FILES = sorted([*FOLDER.iterdir(), *(SOURCE / "shapes" / "french").iterdir()])
KEPT = (
    *("azure_blob_open", "caldav_open", "couchdb_open", "directory_listing_open", "elasticsearch_open"),
    *("etcd_open", "flower_open", "ftp_anonymous", "imap_anonymous", "influxdb_open", "jupyter_open"),
    *("kibana_open", "ldap_anonymous", "leftopen_open", "mailbox_web_open", "memcached_open", "mlflow_open"),
    *("mongodb_open", "mqtt_open", "nats_monitor_open", "nats_open", "npm_registry_open", "postgresql_trust"),
    *("prometheus_open", "redis_open", "registry_open", "rsync_open", "s3_bucket_open", "smb_share_open"),
    *("vnc_open", "webdav_open", "x11_open", "zookeeper_open"),
)
"""Checks whose French was published. A new check needs no entry here."""


@each("file", FILES, label=lambda file: file.name)
def test_a_file_says_the_words_in_french_and_the_same_to_type(file: Path) -> None:
    assert file.suffix == ".toml"
    told = tomllib.loads(file.read_text(encoding="utf-8"))
    assert set(told) == {"title", "remedy"}
    french = catalogue.exposure_words(file.stem, "fr")
    assert french.title == told["title"]
    assert re.fullmatch(r".+ (lisibles?|utilisables?) sans (authentification|mot de passe)", french.title)
    english = catalogue.exposure_words(file.stem, "en")
    assert list(french.remedy.products) == list(english.remedy.products)
    for there, here in zip(english.remedy.parts(), french.remedy.parts(), strict=True):
        assert "\n" not in here.text
        typed, same = (re.findall(r"`([^`]+)`", text) for text in (there.text, here.text))
        assert sorted(same) == sorted(typed), "what is typed is the same in every language"
        assert there.text.count("`") % 2 == here.text.count("`") % 2 == 0
    assert french.remedy.general != english.remedy.general


@each("name", KEPT)
def test_a_check_that_spoke_french_still_does(name: str) -> None:
    assert (FOLDER / f"{name}.toml").is_file(), f"{name} lacks French: checks/french/{name}.toml"
    assert catalogue.exposure_words(name, "fr") != catalogue.exposure_words(name, "en")


@each("name", catalogue.checks())
def test_every_other_language_is_english(name: str) -> None:
    check = catalogue.checks()[name]
    for language in ("en", "de", "", "../french"):
        words = catalogue.exposure_words(name, language)
        assert (words.title, words.remedy) == (check.title, of_product(check.remedy))


def test_a_check_without_french_speaks_english(monkeypatch: pytest.MonkeyPatch) -> None:
    check = next(iter(catalogue.checks().values()))
    monkeypatch.setattr(catalogue, "checks", lambda: {"made_up_open": check})
    assert catalogue.exposure_words("made_up_open", "fr").title == check.title
