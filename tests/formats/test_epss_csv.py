"""EPSS scores: what is read, what is counted as bad, what is refused."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.errors import BadCveList
from leftopen.formats import epss_csv
from tests.formats.cve_list_files import EPSS, KEV


def test_scores_and_their_date_are_read_and_rows_that_are_none_are_counted() -> None:
    found = epss_csv.read(EPSS)
    assert (found.name, found.dated, found.bad) == ("epss", "2026-11-27", 2)
    assert {name: one.epss for name, one in found.facts.items()} == {
        "CVE-2021-23017": 0.94358, "CVE-2014-0160": 0.5, "CVE-2023-44487": 0.00042,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (EPSS.partition("\n")[2], "score_date"),
        (EPSS[: EPSS.index("CVE-2021")], "no list of EPSS scores"),
        ("#model_version:x,score_date:2026-11-27T00:00:00+0000\na,b\n1,2\n", "no list of EPSS scores"),
        ("", "score_date"),
        (EPSS.replace("2026-11-27", "2026-13-45"), "score_date"),
        (EPSS.replace("2026-11-27", "२०२६-११-२७"), "score_date"),
    ],
)
def test_a_file_that_is_none_is_refused(text: str, why: str) -> None:
    with pytest.raises(BadCveList, match=why):
        epss_csv.read(text)


def test_the_two_formats_are_told_apart() -> None:
    assert epss_csv.recognises(EPSS)
    assert not epss_csv.recognises(KEV)


@given(st.text())
def test_any_text_is_read_or_refused(text: str) -> None:
    for answer in (text, EPSS + text):
        try:
            epss_csv.read(answer)
        except BadCveList:
            continue
