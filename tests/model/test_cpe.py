"""Names as NISTIR 7695 writes them in both forms, and what is none."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.model.cpe import formatted, uri


@pytest.mark.parametrize(
    ("uri", "name"),
    [
        ("cpe:/a:f5:nginx:1.25", "a:f5:nginx:1.25:*:*:*:*:*:*:*"),
        ("cpe:/o:linux:linux_kernel", "o:linux:linux_kernel:*:*:*:*:*:*:*:*"),
        (
            "cpe:/a:microsoft:internet_explorer:8.0.6001:beta",
            "a:microsoft:internet_explorer:8.0.6001:beta:*:*:*:*:*:*",
        ),
        (
            "cpe:/a:microsoft:internet_explorer:8.%02:sp%01",
            "a:microsoft:internet_explorer:8.*:sp?:*:*:*:*:*:*",
        ),
        (
            "cpe:/a:hp:insight_diagnostics:7.4.0.1570:-:~~online~win2003~x64~",
            "a:hp:insight_diagnostics:7.4.0.1570:-:*:*:online:win2003:x64:*",
        ),
        (
            "cpe:/a:hp:openview_network_manager:7.51::~~~linux~~",
            "a:hp:openview_network_manager:7.51:*:*:*:*:linux:*:*",
        ),
        ("cpe:/a:foo~bar:big%7emoney_2010", "a:foo\\~bar:big\\~money_2010:*:*:*:*:*:*:*:*"),
        ("CPE:/a:Foo%5Cbar:c%2b%2B:1:::FR", "a:foo\\\\bar:c\\+\\+:1:*:*:fr:*:*:*:*"),
    ],
)
def test_an_old_name_is_written_in_the_new_form(uri: str, name: str) -> None:
    assert formatted([uri]) == [f"cpe:2.3:{name}"]


def test_what_is_given_in_the_new_form_is_all_there_is() -> None:
    given = "cpe:2.3:a:f5:nginx:1.25:*:*:*:*:*:*:*"
    assert formatted(["cpe:/a:nginx:nginx", given]) == [given]
    assert formatted([]) == []


@pytest.mark.parametrize(
    "name",
    [
        "",
        "nginx",
        "cpe:/",
        "cpe:/x:a:b",
        "cpe:/a:a b:c",
        "cpe:/a:1:2:3:4:5:6:7",
        "cpe:/a:b:c:1::~1~2~3~4~5~6",
    ],
)
def test_what_is_no_name_is_left_out(name: str) -> None:
    assert formatted([name]) == []


@given(st.text("acpe:/~%0129-. \\\u0130\n", max_size=30))
def test_a_new_name_has_eleven_parts(text: str) -> None:
    for name in formatted([f"cpe:/a:{text}"]):
        assert re.sub(r"\\.", "", name).count(":") == 12


@pytest.mark.parametrize(
    ("name", "version", "made"),
    [
        ("cpe:2.3:a:made_up:shop:*:*:*:*:*:*:*:*", "2.1", "cpe:/a:made_up:shop:2.1"),
        ("cpe:2.3:a:made_up:shop:1.0:*:*:*:*:*:*:*", "2.1", "cpe:/a:made_up:shop:1.0"),
        ("cpe:/a:made_up:shop:-", "2.1B", "cpe:/a:made_up:shop:2.1b"),
        ("cpe:/a:made_up:shop:1.0", "", "cpe:/a:made_up:shop:1.0"),
        ("cpe:/a:made_up:shop", "2.1", "cpe:/a:made_up:shop:2.1"),
        ("cpe:/a:made_up:shop:-", "", ""),
        ("cpe:2.3:a:made_up:shop:*:*:*:*:*:*:*:*", "", ""),
        ("cpe:2.3:a:made\\.up:shop:*:*:*:*:*:*:*:*", "1", ""),
        ("cpe:/a:made_up", "1", ""),
        ("cpe:/a:made_up:shop:-", "1 2", ""),
        ("nonsense", "1", ""),
    ],
)
def test_a_name_of_either_form_gets_its_version(name: str, version: str, made: str) -> None:
    assert uri(name, version) == made
