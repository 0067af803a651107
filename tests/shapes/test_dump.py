"""The match of a dump: its size, its sample, its intent; and the pages that only speak of dumps."""

from __future__ import annotations

import pytest

from leftopen.model.severity import Severity
from leftopen.model.shape import Intent
from leftopen.model.verdict import ExposureKind
from leftopen.model.web_page import Answer
from leftopen.shapes.dump import judge, shape
from tests.shapes.made_up import answer, page, published

SQL = (
    "-- MySQL dump 10.13\nCREATE TABLE `p` (`n` text);\nINSERT INTO `p` VALUES ('Ann Example <a href=x>');\n"
)


def test_a_dump_is_left_open_even_with_markup_and_prose_inside() -> None:
    found = judge(answer(SQL + "-- © Example, licensed under CC BY\n", content_length="123456"))
    assert found is not None
    assert (found.said, found.intent) == ("an SQL dump", Intent.LEFT_OPEN)
    assert found.kind is ExposureKind.DATA
    assert (found.size.bytes, found.size.at_least) == (123456, False)
    assert [(name, data[:8]) for name, _, data in found.sample] == [("dump.sql", b"-- MySQL")]
    assert shape.severity is Severity.HIGH


def test_the_size_of_a_part_is_that_of_the_whole_file() -> None:
    found = judge(answer(SQL, status=206, content_range="bytes 0-99/5000", content_length="100"))
    assert found is not None
    assert found.size.bytes == 5000


@pytest.mark.parametrize("headers", [{}, {"content_length": "-3"}, {"content_length": "9" * 30}])
def test_no_size_is_a_lower_bound(headers: dict[str, str]) -> None:
    found = judge(answer(SQL, "text/plain", "/", 200, False, **headers))
    assert found is not None
    assert (found.size.bytes, found.size.at_least) == (None, True)


def test_of_a_binary_file_the_readable_runs_are_sampled() -> None:
    found = judge(answer(b"SQLite format 3\0" + b"\0\x01" * 50 + b"ann@example.org" + b"\0" * 9))
    assert found is not None
    assert [data for _, _, data in found.sample] == [b"SQLite format 3\nann@example.org"]


@pytest.mark.parametrize(
    "seen",
    [
        page(f"<h1>How to restore</h1><pre>{SQL}</pre>"),
        published(f"<pre>{SQL}</pre>"),
        answer(SQL, status=403),
        answer('{"error":"no backup"}', "application/json"),
        answer("PK\x03\x04" + "\0" * 40, path="/photos.zip"),
    ],
)
def test_what_is_no_dump(seen: Answer) -> None:
    assert judge(seen) is None
