"""Lines that would end an import, or that would be told with what they hide."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow

from leftopen.formats.banner import text_hash
from leftopen.pipeline.normalise import to_observation
from leftopen.service.ingest.convert import RowBuilder
from leftopen.service.ingest.reader import Chunk
from leftopen.service.ingest.workers import WorkerConfig, Workers, row_builder
from leftopen.store.observations import arrow
from tests.imports.banners import lines
from tests.imports.test_shodan import PLAIN
from tests.service.ingest.test_run import CLOCK, bad, imported
from tests.service.office import office

LATER = datetime(2026, 11, 5, tzinfo=UTC)


WORK = WorkerConfig(
    format="shodan", scan="5" * 32, realm="internet", place="internet", latest=LATER, port=0, at=LATER
)


def maker() -> RowBuilder:
    return row_builder(WORK)


def test_a_worker_has_no_fault_of_its_own() -> None:
    """A process begins with things half loaded that others have long had."""
    data = lines(3)
    units = [Chunk(first=first, count=3, read=len(data), data=data) for first in (1, 4)]
    with Workers(WORK, 2) as workers:
        made = [one for _, one in workers.made(iter(units))]
    assert [(one.count, one.faults) for one in made] == [(3, {})] * 2
    assert made[0].rows == maker().made(data, 1).rows


def test_a_line_that_shows_a_fault_of_ours_is_a_bad_line() -> None:
    """Or the import would end at it each time."""
    made = maker()
    good = lines(3).splitlines()

    def faulty(line: bytes) -> Any:
        if line == good[1]:
            raise ZeroDivisionError
        return made.reader.read(line)

    def all_faulty(lines: Any) -> Any:
        raise ZeroDivisionError

    odd = replace(made, plain=all_faulty, reader=replace(made.reader, read=faulty))
    answer = odd.made(b"\n".join(good), 1)
    assert answer.count == 2
    assert answer.bad == {"internal error, please report it (ZeroDivisionError)": 1}
    assert [quote.line for quote in answer.quotes] == [2]
    assert answer.faults == {"ZeroDivisionError": 1}
    assert made.made(b"\n".join(good), 1).faults == {}


def test_a_row_that_no_column_holds_is_a_bad_line() -> None:
    made = maker()
    [found] = made.reader.read(json.dumps(PLAIN).encode())
    seen = to_observation(found, made.making, clean=True)  # type: ignore[arg-type]
    row = arrow.values(seen)  # type: ignore[arg-type]
    odd = (*row[:6], "no port", *row[7:])
    data = made._batch([(4, odd), (7, row)])
    schema = pyarrow.ipc.open_stream(b"".join(arrow.stream([data]))).read_all()
    assert schema.num_rows == 1
    assert [quote.line for quote in made._quotes] == [4]
    assert made._quotes[0].reason.startswith("internal error, please report it (")


def test_a_hash_that_is_none_is_counted_anew(tmp_path: Path) -> None:
    answer = []
    for line, odd in zip(
        lines(6).splitlines(), ("true", "1.5", "[1]", '"1"', "99999999999", "null"), strict=True
    ):
        value = json.loads(line)
        value.pop("hash", None)
        answer.append(json.dumps(value)[:-1] + f', "hash": {odd}}}\n')
    file = tmp_path / "it.json"
    file.write_text("".join(answer))
    with office(tmp_path, lambda: CLOCK) as workspace:
        assert imported(workspace, file)["stored"] == 6
        assert all(o.hash == text_hash(o.data) for o in workspace.store.observations.search(""))


ESCAPED = (
    '"\\t219-09-9998\\n"', '"zoltan.madeup\\u0040quuxmail.com"', '"\\u0032\\u0031\\u0039-09-9998"',
    '"ssn \\n219099998"', '"\\r\\nDE89 3704 0044 0532 0130 00"', '"\\n4111 1111 1111 1111\\n"',
)  # fmt: skip


def test_a_bad_line_is_quoted_masked_though_its_values_stand_escaped(tmp_path: Path) -> None:
    file = tmp_path / "it.json"
    good = lines(1)
    file.write_bytes(good + "".join(f'{{"data":{one}}}\n' for one in ESCAPED).encode())
    with office(tmp_path, lambda: CLOCK) as workspace:
        summary = imported(workspace, file)
        assert summary["bad"] == len(ESCAPED)
        answer = json.dumps(bad(workspace, summary)) + json.dumps(summary)
    for value in ("219-09-9998", "219099998", "zoltan.madeup", "u0032", "0532 0130", "1111 1111"):
        assert value not in answer
    assert answer.count("***") >= len(ESCAPED)


def test_a_value_in_the_name_that_was_asked_for_is_masked_though_names_are_written_small(
    tmp_path: Path,
) -> None:
    value = json.loads(lines(1))
    value["_shodan"] = {"module": "https", "options": {"hostname": "DE89370400440532013000"}}
    file = tmp_path / "it.json"
    file.write_text(json.dumps(value) + "\n")
    with office(tmp_path, lambda: CLOCK) as workspace:
        assert imported(workspace, file)["stored"] == 1
        (o,) = workspace.store.observations.search("")
        assert "***" in o.endpoint.name
        assert "0532" not in o.endpoint.name
