"""The list of known passwords: what is on it, what is not, and its file."""

from __future__ import annotations

import secrets

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.errors import BadRequest
from leftopen.service.identity import known_passwords, passwords

OLD = """
passwordpassword password1234 password12345 password123456 123456789012 1234567890123 012345678901
qwertyuiop12 qwertyuiop123 qwertyuiopas qwerty123456 1q2w3e4r5t6y 1qaz2wsx3edc q1w2e3r4t5y6
iloveyou1234 letmeinletmein adminadminadmin administrator administrator1 changemechangeme
correcthorsebatterystaple welcome12345 welcome123456 abcdefghijkl abcdefghijklmnop asdfghjkl123
trustno1trustno1 p@ssw0rd1234 azertyuiop12 motdepasse12 motdepasse123 motdepasse1234
"""
LEAKED = ("silversurfer5", "kilkenny2010", "chevelle1970", "sunnybunny1982", "Password2431")


@pytest.mark.parametrize("word", [*OLD.split(), *LEAKED])
def test_a_password_that_leaked_is_known_in_any_case_and_refused(word: str) -> None:
    assert known_passwords.is_known(word)
    assert known_passwords.is_known(word.upper())
    with pytest.raises(BadRequest, match="too common"):
        passwords.hash_password(word, "somebody")


def test_it_holds_many_more_than_the_most_common_three_thousand() -> None:
    index, entries = known_passwords._table()
    assert index[-1] == len(entries) // known_passwords.ENTRY > 1_000_000


def test_a_sentence_is_not_known_and_a_random_text_nearly_never() -> None:
    assert not known_passwords.is_known("a walk along the harbour")
    assert sum(known_passwords.is_known(secrets.token_hex(9)) for _ in range(20_000)) < 10


@given(st.text(max_size=40), st.lists(st.text(max_size=20), max_size=30))
def test_any_text_is_known_or_not(text: str, listed: list[str]) -> None:
    assert known_passwords.is_known(text) in (True, False)
    assert len(known_passwords.packed(listed)) >= 4 * (known_passwords.BUCKETS + 1)
