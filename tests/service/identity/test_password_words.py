"""Which words of this place no password may contain."""

from __future__ import annotations

from pathlib import Path

import pytest

from leftopen.errors import BadRequest
from leftopen.service.identity import passwords
from leftopen.service.identity.password_words import password_words
from leftopen.service.organisations.organisations import add
from tests.service.office import office


def test_the_words_are_those_of_organisations_addresses_and_machine(tmp_path: Path) -> None:
    changed = {"mail_from": "soc@harbour-board.example", "public_url": "https://lookout.ports.example"}
    with office(tmp_path, **changed) as workspace:
        add(workspace, "Ministry of Tides", domains=("tides.gouv.example",), by="maria")
        words = password_words(workspace)
    assert {"ministry", "tides", "gouv", "harbour", "board", "lookout", "ports"} <= words
    assert words.isdisjoint({"example", "of", "soc", "https"})


def test_a_password_with_such_a_word_is_refused_in_any_case() -> None:
    words = frozenset({"harbour"})
    with pytest.raises(BadRequest, match="must not contain 'harbour'"):
        passwords.hash_password("eleven HARBOURS at dawn", "maria", words)
    assert passwords.hash_password("eleven herons at dawn", "maria", words)
