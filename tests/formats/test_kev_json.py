"""CISA's catalogue: what is read, what is counted as bad, what is refused."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.errors import BadCveList
from leftopen.formats import kev_json
from leftopen.model.cve_list import CveFacts
from tests.formats.cve_list_files import EPSS, KEV


def test_entries_and_the_catalogue_s_date_are_read() -> None:
    found = kev_json.read(KEV)
    assert (found.name, found.dated, found.bad) == ("kev", "2026-11-20", 1)
    assert found.facts == {
        "CVE-2014-0160": CveFacts(cve="CVE-2014-0160", kev_added="2022-05-04", ransomware=True),
        "CVE-2021-23017": CveFacts(cve="CVE-2021-23017", kev_added="2026-11-19"),
    }


@pytest.mark.parametrize(
    "text", ["{", "[]", "{}", '{"vulnerabilities": [], "dateReleased": "2026-11-20"}', "[" * 100_000, EPSS]
)
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(BadCveList):
        kev_json.read(text)


def test_a_day_that_no_calendar_has_is_none() -> None:
    with pytest.raises(BadCveList, match="dateReleased"):
        kev_json.read(KEV.replace("2026-11-20T", "2026-02-30T"))
    with pytest.raises(BadCveList, match="1 readable entries, 2 others"):
        kev_json.read(KEV.replace("2022-05-04", "9999-99-99"))


def test_the_two_formats_are_told_apart() -> None:
    assert kev_json.recognises(KEV)
    assert not kev_json.recognises(EPSS)


ANY = st.recursive(st.none() | st.booleans() | st.floats() | st.text(), st.lists, max_leaves=5)


KEYS = st.sampled_from(["cveID", "dateAdded", "knownRansomwareCampaignUse"])


@given(st.lists(ANY | st.dictionaries(KEYS, ANY)))
def test_any_entries_are_read_or_refused(entries: list[object]) -> None:
    try:
        kev_json.read(json.dumps({"dateReleased": "2026-11-20", "vulnerabilities": entries}))
    except BadCveList:
        return
