"""What is said of a search that finds nothing."""

from __future__ import annotations

import pytest

from leftopen.query.hints import BETWEEN, INSTEAD, hints


@pytest.mark.parametrize("word", INSTEAD)
def test_a_word_of_another_language_is_named(word: str) -> None:
    assert hints(f"nginx {word} port:80") == [f"{word} was looked for as a word; {INSTEAD[word]}"]


@pytest.mark.parametrize("word", BETWEEN)
def test_a_small_or_is_named_where_it_stands_between_two_parts(word: str) -> None:
    said = f"{word} was looked for as a word; {BETWEEN[word]}"
    assert hints(f"nginx {word} port:80") == hints(f"nginx {word} port:80", found=True) == [said]
    for meant in (word, f"nginx {word}", f"{word} nginx", f"(a {word}) b", f'a "{word}" b', f"a OR {word} b"):
        assert hints(meant, found=True) == []


@pytest.mark.parametrize("word", ["192.0.2.1", "192.0.2.0/24", "2001:db8::1"])
def test_an_address_is_no_word(word: str) -> None:
    said = f"{word} was looked for as a word; net:{word} finds addresses"
    assert hints(word) == hints(word, found=True) == [said]
    assert hints(f"{word} port:80") == [said]
    assert hints(f"openssl {word}", found=True) == [], "it may be a version, and was found"
    assert hints(f"net:{word}") == []


def test_what_found_something_is_told_of_no_free_words() -> None:
    assert hints("nginx", found=True) == hints("80", found=True) == []


def test_free_words_look_in_banners_only() -> None:
    assert hints("nginx")[0].startswith("free words look in banners only")
    assert hints('port:80 "200 OK"')[0].startswith("free words look in banners only")
    assert hints('"AND"')[0].startswith("free words"), "in quotation marks it is meant"


@pytest.mark.parametrize("query", ["", "port:80", "-(port:80 OR port:81)", 'org:"AND"'])
def test_nothing_is_said_where_there_is_no_free_word(query: str) -> None:
    assert hints(query) == []


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("country:UK", "country:UK: there is no such code; United Kingdom of Great Britain"),
        ("port:80 country:el", "country:el: there is no such code; Greece is GR"),
        ("country:USA", "United States of America is US"),
        ("country:NL,QB", "country:QB: there is no such code of two letters in ISO 3166"),
    ],
)
def test_a_code_of_no_country_is_named_where_it_finds_nothing(query: str, words: str) -> None:
    [said] = hints(query)
    assert words in said
    assert hints(query, found=True) == []


def test_a_code_of_no_country_that_should_leave_out_something_is_named_too() -> None:
    assert len(hints("port:80 -country:UK", found=True)) == 1


@pytest.mark.parametrize("code", ["NL", "Netherlands", "EU", "XK", "ZZ", "U*", r"Korea\, Republic of"])
def test_a_country_is_one(code: str) -> None:
    assert hints(f'country:"{code}"') == []
