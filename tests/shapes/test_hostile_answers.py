"""The time that hostile answers take in the shapes of consoles, editors, chats, cameras and settings."""

from __future__ import annotations

import functools
import time

import pytest

from leftopen.model.shape import Shape
from leftopen.model.web_page import Answer
from leftopen.shapes import (
    admin_console,
    api_description,
    automation_editor,
    camera_page,
    chat_store,
    configuration_dump,
    database_browser,
    job_queue,
)
from tests.shapes.dresses import plain, read

SHAPES = [
    one.shape
    for one in (
        admin_console, api_description, automation_editor, camera_page, chat_store, configuration_dump,
        database_browser, job_queue,
    )
]  # fmt: skip
SIZE = 512 * 1024
SECONDS = 0.2
TEXTS = (
    ("openapi: 3.0.0\n", " \n"),
    ("openapi: 3.0.0\n", "  /"),
    ('{"openapi":"3.0.0"', '"/'),
    ("", "<definitions "),
    ("<definitions schemas.xmlsoap.org/wsdl ", "<operation name"),
    ("type Query {\n", " a(\n"),
    ("type Query {\n", " a(b"),
    ("syntax service ", "rpc a"),
    ("A=b\n" * 6 + "A=", "a://b:c"),
    ("A=b\n" * 6 + "A=", "10."),
    ("A_", "A_"),
    ("", "a."),
    ("", "A_B=/home/a\n"),
    ("", "{"),
    ("", " "),
)
PAGES = (
    "<img ",
    "<img src=",
    "<img a='x' ",
    "<iframe src='a",
    "1 ",
    "1 pending ",
    "pending 1 ",
    "<button>Delete</button>",
    "<a href='?table=users'>users</a>",
    "<tr><td>A_B</td><td>10.0.0.1</td></tr>",
    "<h1>vnc</h1>",
    "<script>'a.",
    "<form method=post action=/ptz><button>Stop</button></form>",
    "<p>User</p><p>Assistant</p>",
    "{{",
    "<tr><td>1</td>",
)
ROWS = (
    b'{"id":"1","name":"a","rows":1,"role":"user","content":"x","wires":[],"type":"x","pending":1,"failed":1},',
    b'[{"tables":{"a":{"count":1}}}],', b'{"env":{"A_B":"x"}},',
)  # fmt: skip


@functools.cache
def answers() -> tuple[Answer, ...]:
    texts = [plain(head + piece * (SIZE // len(piece))) for head, piece in TEXTS]
    pages = [read(("<html><body>" + piece * (SIZE // len(piece))).encode(), "text/html") for piece in PAGES]
    rows = [read(b"[" + row * (SIZE // len(row)) + b"{}]", "application/json") for row in ROWS]
    return (*texts, *pages, *rows)


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.title)
def test_no_hostile_answer_takes_long(shape: Shape) -> None:
    for answer in answers():
        took = _shortest(shape, answer, enough=SECONDS)
        assert took < SECONDS, f"{took:.2f} s for {answer.text[:60]!r}"


def _shortest(shape: Shape, answer: Answer, enough: float) -> float:
    """Seconds of the processor, of five times at most: other processes make a single one longer."""
    took = []
    for _ in range(5):
        start = time.process_time()
        shape.judge(answer)
        took.append(time.process_time() - start)
        if took[-1] < enough:
            break
    return min(took)


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.title)
def test_an_ordinary_page_of_64_kib_is_judged_in_milliseconds(shape: Shape) -> None:
    """The shortest of twenty, with five times the usual room: other processes disturb a single one."""
    unit = "<tr><td><a href=/items/1>An item</a></td><td>12</td><td>2023-02-08</td></tr>"
    body = f"<html><body><h1>Items</h1><p>What we keep.</p><table>{unit * (64 * 1024 // len(unit))}</table>"
    page, took = read(body.encode(), "text/html"), []
    for _ in range(20):
        start = time.process_time()
        shape.judge(page)
        took.append(time.process_time() - start)
    assert min(took) < 0.01
