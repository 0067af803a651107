"""What is said of a search that finds nothing."""

from __future__ import annotations

import pytest

from leftopen.query.hints import INSTEAD, hints


@pytest.mark.parametrize("word", INSTEAD)
def test_a_word_of_another_language_is_named(word: str) -> None:
    assert hints(f"nginx {word} port:80") == [f"{word} was looked for as a word; {INSTEAD[word]}"]


def test_free_words_look_in_banners_only() -> None:
    assert hints("nginx")[0].startswith("free words look in banners only")
    assert hints('port:80 "200 OK"')[0].startswith("free words look in banners only")
    assert hints('"AND"')[0].startswith("free words"), "in quotation marks it is meant"


@pytest.mark.parametrize("query", ["", "port:80", "-(port:80 OR port:81)", 'org:"AND"'])
def test_nothing_is_said_where_there_is_no_free_word(query: str) -> None:
    assert hints(query) == []
