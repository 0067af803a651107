from __future__ import annotations

import pytest

from leftopen.query.completions import MOST, completions
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
