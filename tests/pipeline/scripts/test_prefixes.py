"""Paths that a script keeps under names: what is put before others, what is not, and any text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.pipeline.scripts.prefixes import client_base, filled
from tests.stopwatch import shortest


def test_a_prefix_is_put_before_what_is_joined_with_it() -> None:
    script = "const api = '/v1/x'; get(api + '/rows'); get(`${this.api}/all`)"
    assert filled(script) == (
        "const api = '/v1/x'; get('/v1/x/rows'); get(`/v1/x/all`)",
        frozenset({"/v1/x"}),
    )


@pytest.mark.parametrize(
    "script",
    [
        "const api = '/v1'; const other = {api: '/v2'}; get(api + '/rows')",
        "const api = 'a b'; get(api + '/rows')",
        "const api = '/v1' + x; get(api + '/rows')",
        "const api = 'https://other.example'; get(api + '/rows')",
        "const api = '//other.example'; get(api + '/rows')",
        "get('/a' + api + '/rows'); const api = '/v1'",
    ],
)
def test_a_name_that_is_not_certain_stays(script: str) -> None:
    assert filled(script)[0] == script


@pytest.mark.parametrize(
    ("script", "base"),
    [
        ("axios.create({baseURL: '/api/v2/'})", "/api/v2"),
        ("axios.defaults.baseURL = '/rest'", "/rest"),
        ("x({baseURL: '/api'})", ""),
        ("axios.create({baseURL: '/api'}); axios.create({baseURL: '/other'})", ""),
        ("axios.create({baseURL: 'https://other.example/api'})", ""),
    ],
)
def test_the_base_of_a_client(script: str, base: str) -> None:
    assert client_base(script) == base


@given(st.text(max_size=200) | st.text(alphabet="ab=:+'\"`${}/ .\n", max_size=200))
def test_any_text_is_read(script: str) -> None:
    filled("const ab='/x';" + script)
    client_base("axios.create(" + script)


@pytest.mark.parametrize("piece", ["ab='/x';", "ab+'", "${ab}", "a.a.a.", "ab=", "'/x'", "ab = '/", "$$$$"])
def test_a_long_script_is_read_in_time(piece: str) -> None:
    script = "ab='/x';" + piece * (512 * 1024 // len(piece))
    assert shortest(lambda: filled(script))[1] < 0.8
