"""CVE identifiers."""

from __future__ import annotations

import pytest

from leftopen.formats.cve_id import cve_id


@pytest.mark.parametrize("text", ["CVE-2021-44228", " cve-2021-44228\n", "CVE-1999-0001", "CVE-2026-1234567"])
def test_an_id_is_given_in_capitals(text: str) -> None:
    assert cve_id(text) == text.strip().upper()


@pytest.mark.parametrize(
    "odd", ["", "CVE-2021-1", "CVE-21-4422", "xCVE-2021-4422", "CVE-2021-4422/x", "CVE-2021-٤٤٢٢", None, 7]
)
def test_anything_else_is_none(odd: object) -> None:
    assert cve_id(odd) == ""
