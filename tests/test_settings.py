"""Where a setting's value comes from, and what is said of a wrong one."""

from __future__ import annotations

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
        ("rate = ", "can't be read"),
        ("speed = 5", "unknown setting 'speed'"),
        ('rate = "fast"', "whole number"),
        ("rate = 0", "between"),
        ('vantage = "moon"', "one of internet"),
        ("deadline = nan", "between"),
    ],
)
def test_a_wrong_value_is_one_clear_line(toml: str, said: str) -> None:
    with pytest.raises(BadSetting, match=said):
        settings.load({}, {}, toml)


def test_every_setting_has_its_help() -> None:
    assert list(settings.defaults()) == list(settings.HELP)


def test_defaults_are_plain_values_for_the_documents() -> None:
    assert repr(settings.defaults()["vantage"]) == "'inside'"
