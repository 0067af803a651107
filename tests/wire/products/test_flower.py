"""Flower's tables, and what only looks like them."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.model.channel import Reply
from leftopen.wire.products import flower
from tests.scripted import page

API = page(200, b'{"task-types": ["made_up.note"]}')
API_REFUSED = page(401, b"FLOWER_UNAUTHENTICATED_API environment variable is required")


def workers(*names: str) -> Reply:
    answer = [{"worker-online": 1, "hostname": name, "processed": 3, "status": True} for name in names]
    return page(200, json.dumps({"data": answer}).encode())


def tasks(total: object = 3) -> Reply:
    answer = {"draw": 1, "data": [], "recordsTotal": total, "recordsFiltered": total}
    return page(200, json.dumps(answer).encode())


def test_the_tables_are_counted() -> None:
    assert flower.workers(workers("celery@a", "celery@b")) == 2
    assert flower.workers(workers()) == 0
    assert flower.tasks(tasks()) == 3
    assert flower.tasks(tasks(0)) == 0
    assert flower.api_answers(API)


def test_a_table_that_was_cut_counts_what_came_whole() -> None:
    body = workers("celery@a", "celery@b").body
    assert flower.workers(page(200, body[:110])) == 1


@pytest.mark.parametrize(
    "reply",
    [
        page(200, b'{"data": [{"id": 1}]}'),
        page(200, b'{"data": ['),
        page(200, b'{"data": []'),
        page(200, b"<html>"),
        page(200, b"{}"),
        page(401, workers("a").body),
        page(200),
    ],
)
def test_what_is_no_table_is_none(reply: Reply) -> None:
    assert flower.workers(reply) is None
    assert flower.tasks(reply) is None
    assert not flower.api_answers(reply)


def test_a_table_of_tasks_with_lines_or_odd_numbers_is_none() -> None:
    assert flower.tasks(tasks(True)) is None
    assert flower.tasks(tasks(-1)) is None
    assert flower.tasks(page(200, b'{"draw": 1, "data": [{}], "recordsTotal": 1}')) is None
    assert not flower.api_answers(API_REFUSED)


@given(st.binary(max_size=300))
def test_no_bytes_raise(body: bytes) -> None:
    for reply in (page(200, body), page(200, b'{"data": [' + body)):
        flower.workers(reply)
        flower.tasks(reply)
        flower.api_answers(reply)
