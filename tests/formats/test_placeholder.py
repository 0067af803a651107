from __future__ import annotations

import pytest

from leftopen.formats.placeholder import is_chosen, is_placeholder


@pytest.mark.parametrize(
    "text",
    [
        "****",
        "${DB_PASSWORD}",
        "<password>",
        "{{ pw }}",
        "getpass()",
        "DB_PASSWORD",
        "your-password1",
        "None",
    ],
)
def test_what_stands_in_a_secrets_place_is_none(text: str) -> None:
    assert is_placeholder(text)
    assert not is_chosen(text)


@pytest.mark.parametrize("text", ["Kestrel-41", "hunter2x", "correct!horse"])
def test_what_people_choose_has_letters_and_something_else(text: str) -> None:
    assert is_chosen(text)
