"""Where a setting's value comes from, and what is said of a wrong one."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from leftopen import settings
from leftopen.errors import BadSetting


def test_flag_then_environment_then_file_then_default() -> None:
    toml = 'rate = 5\nworkers = 6\nvantage_name = "file"\n'
    environ = {"LEFTOPEN_RATE": "7", "LEFTOPEN_VANTAGE_NAME": "environ"}
    loaded = settings.load({"vantage_name": "flag", "rate": None}, environ, toml)
    assert (loaded.rate, loaded.workers, loaded.vantage_name) == (7, 6, "flag")
    assert loaded.deadline == settings.Settings().deadline


@pytest.mark.parametrize(
    ("toml", "said"),
    [
        ("rate = ", "cannot read settings.toml"),
        ("speed = 5", "unknown setting 'speed'; known settings: contact, "),
        ("worker = 5", r"unknown setting 'worker'; did you mean workers\?$"),
        ('rate = "fast"', "whole number"),
        ("rate = 0", "between"),
        ('vantage = "moon"', "one of internet"),
        ("deadline = nan", "between"),
        ('recipients = ["https://hooks.example.org/x"]', "must be one text, several values with spaces"),
    ],
)
def test_a_wrong_value_is_one_clear_line(toml: str, said: str) -> None:
    with pytest.raises(BadSetting, match=said):
        settings.load({}, {}, toml)


def test_a_variable_that_looks_like_a_setting_is_said_to_set_nothing() -> None:
    environ = {"LEFTOPEN_WORKER": "5", "LEFTOPEN_rate": "5", "LEFTOPEN_DAT": "x", "LEFTOPEN_RATE": "7"}
    assert settings.slips(environ) == [
        "LEFTOPEN_DAT is not a setting; did you mean LEFTOPEN_DATA?",
        "LEFTOPEN_WORKER is not a setting; did you mean LEFTOPEN_WORKERS?",
        "LEFTOPEN_rate is not a setting; did you mean LEFTOPEN_RATE?",
    ]
    others = ("LEFTOPEN_PORT", "LEFTOPEN_SERVICE_HOST", "LEFTOPEN_PORT_8322_TCP", "LEFTOPEN", "RATES")
    known = ("LEFTOPEN_DATA", "LEFTOPEN_CONFIG", "LEFTOPEN_SMTP_HOST")
    assert settings.slips(dict.fromkeys((*others, *known), "x")) == []


def test_the_file_of_the_page_can_be_read() -> None:
    page = (Path(__file__).parents[1] / "docs" / "reference" / "settings.md").read_text()
    [toml] = re.findall(r"^```toml\n(.*?)^```$", page, re.MULTILINE | re.DOTALL)
    assert settings.load({}, {}, toml) != settings.Settings()


def test_every_setting_has_its_help_and_a_default_that_is_allowed() -> None:
    assert all(settings.HELP.values())
    settings.Settings(**settings.defaults())  # type: ignore[arg-type]


def test_defaults_are_plain_values_for_the_documents() -> None:
    assert repr(settings.defaults()["vantage"]) == "'inside'"
