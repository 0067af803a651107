"""Of all readers at most one says yes to the beginning of a file, and the right one."""

from __future__ import annotations

import pytest
from hypothesis import given

from leftopen import catalogue
from tests.imports import test_httpx, test_masscan, test_naabu, test_nmap, test_zgrab2, test_zmap
from tests.imports.banners import lines
from tests.imports.looks import ANY

HEADS = [
    ("shodan", lines(1)),
    ("masscan", test_masscan.JSON),
    ("masscan", test_masscan.LIST),
    ("masscan", test_masscan.XML),
    ("nmap", test_nmap.HEAD),
    ("zmap", test_zmap.TABLE),
    ("zmap", b"192.0.2.1\n"),
    ("naabu", test_naabu.LINE),
    ("httpx", test_httpx.line()),
    ("zgrab2", test_zgrab2.line("http", test_zgrab2.HTTP)),
]


@pytest.mark.parametrize(("name", "head"), HEADS)
def test_the_right_one_says_yes(name: str, head: bytes) -> None:
    assert [known for known, one in catalogue.import_readers().items() if one.recognises(head[:65536])] == [
        name
    ]


@given(ANY)
def test_never_two(head: bytes) -> None:
    said = [known for known, one in catalogue.import_readers().items() if one.recognises(head)]
    assert len(said) <= 1, said
