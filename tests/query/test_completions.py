from __future__ import annotations

import pytest

from leftopen.query.completions import MOST, asked_field, completions
from leftopen.query.fields.fields import FIELDS


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [
        ("por", "port:"),
        ("nginx -http.ti", "http.title:"),
        ("(ssl.cert.ser", "ssl.cert.serial:"),
        ("favicon", "http.favicon.hash:"),
        ("case:op", "open"),
        ("verdict:open,clo", "closed"),
        ("has_vuln:t", "true"),
    ],
)
def test_what_was_begun_is_ended(typed: str, wanted: str) -> None:
    found = {one.text: one for one in completions(typed)}
    assert wanted in found
    one = found[wanted]
    assert one.help
    whole = typed[: len(typed) - one.replaces] + one.text
    assert whole.endswith(wanted)


def test_what_this_installation_has() -> None:
    known = {"exposure": ("redis_open", "rsync_open", "smb_open")}
    assert [one.text for one in completions("port:80 -exposure:smb_open,r", known)] == [
        "redis_open",
        "rsync_open",
    ]
    assert completions("product:r", known) == []


@pytest.mark.parametrize("typed", ['"index of', "port:8", "nosuchfield:x", "zzz", 'product:"a b'])
def test_nothing_is_made_up(typed: str) -> None:
    assert completions(typed) == []


def test_an_empty_line_names_the_first_fields_and_no_flood() -> None:
    assert [one.text for one in completions("")] == [f"{name}:" for name in list(FIELDS)[:MOST]]


ORGS = {"org": ("Example Hosting", "Sample Cloud SAS"), "product": ("Redis", "nginx")}


@pytest.mark.parametrize(
    ("typed", "whole"),
    [
        ("org:Exam", 'org:"Example Hosting"'),
        ('port:80 org:"Exam', 'port:80 org:"Example Hosting"'),
        ("org:hos", 'org:"Example Hosting"'),
        ("-org:a,sam", '-org:"a,Sample Cloud SAS"'),
        ('org:"a b,sam', 'org:"a b,Sample Cloud SAS"'),
        ("product:ng", "product:nginx"),
        ("port:6379 redi", "port:6379 product:Redis"),
        ("-clou", '-org:"Sample Cloud SAS"'),
    ],
)
def test_a_value_is_quoted_where_it_must_be_and_found_by_any_of_its_words(typed: str, whole: str) -> None:
    made = [typed[: len(typed) - one.replaces] + one.text for one in completions(typed, ORGS)]
    assert whole in made


def test_fields_come_before_values_and_those_whose_help_has_the_word_last() -> None:
    found = [one.text for one in completions("redi", ORGS)]
    assert found[:2] == ["redis.key:", "product:Redis"]
    assert "module:" in found[2:]
    assert completions("vulnerab")[0].text == "vuln:"


@pytest.mark.parametrize(
    ("typed", "field"),
    [("port:80 title:ab", "http.title"), ('org:"a b', "org"), ("org", ""), ('"a:b', ""), ("nosuch:a", "")],
)
def test_the_field_whose_value_is_typed(typed: str, field: str) -> None:
    assert asked_field(typed) == field
