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
from tests.exports.some_lines import one


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
