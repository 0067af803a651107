"""A table: one service a row, no formulas."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.exports.lines_csv import COLUMNS, ROWS, writer
from leftopen.model.facts import Json
from leftopen.present.csv_cell import FORMULA, LEAD
from tests.exports.some_lines import HTTP, SSL, VULNS, WORD, one


def table(*lines: dict[str, Json]) -> list[dict[str, str]]:
    text = b"".join(writer.write(lines)).decode("utf-8")
    rows = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    assert tuple(rows[0]) == COLUMNS
    return [dict(zip(COLUMNS, row, strict=True)) for row in rows[1:]]


def test_a_service_is_a_row_with_its_fields() -> None:
    (row,) = table(one(hostnames=["a.example", "b.example"], http={"title": "Mail", "status": 200}))
    assert (row["location.country_code"], row["org"], row["asn"]) == ("FR", "Example SA", "AS64500")
    assert (row["hostnames"], row["http.title"], row["http.status"]) == ("a.example b.example", "Mail", "200")
    assert row["ssl.cert.issuer.CN"] == ""


def test_the_page_the_certificate_and_the_vulnerabilities_have_columns() -> None:
    (row,) = table(one(http=HTTP, ssl=SSL, vulns=VULNS))
    names = ("http.status", "http.title", "ssl.cert.subject.CN", "ssl.cert.issuer.CN", "ssl.jarm")
    assert [row[name] for name in names] == ["401", "Mail", "mail.example", "Example CA", "2ad2"]
    assert (row["ssl.cert.issued"], row["ssl.cert.expires"]) == ("20230101000000Z", "99991231235959Z")
    assert (row["ssl.cert.fingerprint.sha256"], row["http.favicon.hash"]) == ("bb", "-5")
    assert row["vulns"] == "CVE-2021-23017 CVE-2020-1938"
    (listed,) = table(one(vulns=["CVE-2020-1938", "!CVE-2014-0160"]))
    assert listed["vulns"] == "CVE-2020-1938"


def test_the_word_of_the_last_scan_has_columns() -> None:
    (row,) = table(one(examined={**WORD}))
    assert [row[f"examined.{name}"] for name in WORD] == [*WORD.values()]


@pytest.mark.hostile("H16")
@pytest.mark.parametrize("text", ["=cmd|' /C calc'!A0", "+1", "-1", "@SUM(A1)", "\t=1", "＝1+1", "|x", "%x"])
def test_what_a_spreadsheet_would_obey_is_led_by_an_apostrophe(text: str) -> None:
    (row,) = table(one(data=text, product=text, hostnames=[text]))
    assert all(row[name].startswith(LEAD) for name in ("data", "product", "hostnames"))


def test_many_rows_come_in_pieces() -> None:
    pieces = list(writer.write(one() for _ in range(3 * ROWS + 1)))
    assert len(pieces) == 4
    assert b"".join(pieces).count(b"\r\n") >= 3 * ROWS + 2


@pytest.mark.hostile("H16")
@given(data=st.text())
def test_any_banner_is_one_cell_and_no_formula(data: str) -> None:
    (row,) = table(one(data=data))
    assert not row["data"].startswith(tuple(sign for sign in FORMULA if sign != LEAD))
