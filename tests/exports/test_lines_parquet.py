"""Parquet: read back by the library that people read it with."""

from __future__ import annotations

import io
import json
from datetime import UTC, datetime
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from pyarrow import parquet

from leftopen.exports.lines_parquet import ROWS, writer
from leftopen.model.facts import Json
from tests.exports.a_dossier import AT
from tests.exports.some_lines import HTTP, SSL, VULNS, WORD, one


def rows(*lines: dict[str, Json]) -> list[dict[str, Any]]:
    found = parquet.read_table(io.BytesIO(b"".join(writer.write(lines)))).to_pylist()
    assert isinstance(found, list)
    return found


def test_columns_and_the_whole_observation_read_back() -> None:
    line = one(timestamp="2023-02-08T01:02:03.456789")
    (row,) = rows(line)
    assert (row["ip_str"], row["port"], row["country"], row["org"]) == ("192.0.2.7", 8080, "FR", "Example SA")
    assert row["timestamp"] == datetime(2023, 2, 8, 1, 2, 3, 456789, tzinfo=UTC)
    assert row["first_seen"] == AT
    assert json.loads(row["json"]) == line


def test_the_page_the_certificate_and_the_vulnerabilities_have_columns() -> None:
    (row,) = rows(one(http=HTTP, ssl=SSL, vulns=VULNS, cloud={"provider": "Amazon", "region": "eu-west-1"}))
    page = ("http_status", "http_title", "http_server", "http_favicon_hash")
    assert [row[name] for name in page] == [401, "Mail", "nginx", -5]
    certificate = ("ssl_subject_cn", "ssl_issuer_cn", "ssl_fingerprint", "ssl_jarm")
    assert [row[name] for name in certificate] == ["mail.example", "Example CA", "bb", "2ad2"]
    assert row["ssl_issued"] == datetime(2023, 1, 1, tzinfo=UTC)
    assert row["ssl_expires"] == datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)
    assert row["vulns"] == ["CVE-2021-23017", "CVE-2020-1938"]
    assert [row[f"cloud_{name}"] for name in ("provider", "region", "service")] == [
        "Amazon",
        "eu-west-1",
        None,
    ]


def test_the_word_of_the_last_scan_has_columns() -> None:
    (row,) = rows(one(examined={**WORD}))
    assert {name: row[name] for name in WORD} == WORD


def test_a_time_of_a_certificate_that_is_none_is_null() -> None:
    for text in (
        "20331301000000Z",
        "2033-01-01",
        "20330101000000",
        "20330101000000Z ",
        "２０３３０１０１００００００Z",
    ):
        assert rows(one(ssl={"cert": {"expires": text}}))[0]["ssl_expires"] is None


ANY: st.SearchStrategy[Json] = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.sampled_from(["", "a", "2023"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["CN", "hash"]), inner),
    max_leaves=5,
)


@settings(max_examples=50)
@given(value=ANY, number=st.integers(-(2**63), 2**64 - 1))
def test_what_is_of_another_type_is_null_and_stands_in_the_json(value: Json, number: int) -> None:
    strange = one(
        http={"status": number, "title": value, "favicon": value},
        ssl={"jarm": value, "cert": {"subject": value, "fingerprint": value, "expires": value}},
        vulns=value,
    )
    (row,) = rows(strange)
    assert json.loads(row["json"]) == strange
    assert row["http_title"] == (value if isinstance(value, str) else None)
    assert row["http_status"] == (number if -(2**63) < number < 2**63 - 1 else None)
    assert row["ssl_expires"] is None


def test_row_groups_bound_what_is_in_memory() -> None:
    pieces = list(writer.write(one() for _ in range(2 * ROWS + 1)))
    file = parquet.ParquetFile(io.BytesIO(b"".join(pieces)))
    assert (file.metadata.num_rows, file.metadata.num_row_groups) == (2 * ROWS + 1, 3)


def test_nothing_found_is_a_file_without_rows() -> None:
    assert rows() == []


@settings(max_examples=30)
@given(data=st.text(st.characters(exclude_categories=["Cs"])))
def test_any_text_reads_back(data: str) -> None:
    assert rows(one(data=data))[0]["data"] == data
