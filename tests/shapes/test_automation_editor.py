"""The automation editor: notebooks with kernels, flows and workflows."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.model.facts import Json
from leftopen.model.shape import Intent, ShapeMatch
from leftopen.model.verdict import ExposureKind
from leftopen.model.web_page import Answer
from leftopen.shapes.automation_editor import shape
from tests.shapes.dresses import LOGIN, advertisement, data, html, read, shell, spoilt, table

OPEN, MAYBE, PUBLIC = Intent.LEFT_OPEN, Intent.UNDETERMINED, Intent.PUBLISHED
DATA = ExposureKind.DATA
WORDS = "notebook workflow flows nodes kernel terminal run deploy new trigger"
HIT = "<h1>Notebooks</h1><a href=/terminals>Terminals</a><button>New</button><a href=/notebooks/x.ipynb>x</a>"


def seen(answer: Answer) -> ShapeMatch:
    match = shape.judge(answer)
    assert match is not None
    return match


@pytest.mark.parametrize("answer", shape.hits)
def test_its_own_examples_show_it(answer: Answer) -> None:
    assert shape.judge(answer) is not None


@pytest.mark.parametrize("answer", [*shape.misses, advertisement(WORDS), shell(WORDS), html(LOGIN + HIT)])
def test_near_misses_do_not(answer: Answer) -> None:
    assert shape.judge(answer) is None


@pytest.mark.parametrize(
    ("answer", "kind", "intent"),
    [
        (
            html(
                "<h1>Notebooks</h1><a href=/terminals>Terminals</a><button>New</button><a "
                "href=/notebooks/x.ipynb>x</a>"
            ),
            DATA,
            OPEN,
        ),
        (
            html(
                "<h1>Workflows</h1><h2>Executions</h2><button>Lancer</button>"
                + table("Workflow|État", "a|actif", "b|actif")
            ),
            DATA,
            OPEN,
        ),
        (
            html("<h1>Abläufe</h1><h2>Trigger</h2><button>Starten</button>" + table("Ablauf|Status", "a|an")),
            DATA,
            OPEN,
        ),
        (
            data({"content": [{"name": "a.ipynb", "path": "a.ipynb", "type": "notebook", "writable": True}]}),
            DATA,
            OPEN,
        ),
        (
            data(
                [
                    {
                        "id": "s",
                        "path": "a",
                        "kernel": {"id": "k", "name": "python3", "execution_state": "busy"},
                    }
                ]
            ),
            DATA,
            OPEN,
        ),
        (
            data([{"id": "a", "type": "inject", "wires": [["b"]]}, {"id": "b", "type": "exec", "wires": []}]),
            DATA,
            OPEN,
        ),
        (data({"dags": [{"dag_id": "a", "is_paused": False, "schedule_interval": None}]}), DATA, OPEN),
        (data({"id": "1", "nodes": [{"type": "code", "parameters": {}}], "connections": {}}), DATA, OPEN),
        (data({"nbformat": 4, "cells": [{"cell_type": "code", "source": ["1"]}]}), DATA, MAYBE),
    ],
)
def test_dresses(answer: Answer, kind: ExposureKind, intent: Intent) -> None:
    match = seen(answer)
    assert (match.kind, match.intent) == (kind, intent)
    assert match.said
    assert match.why


@pytest.mark.parametrize("status", [401, 403, 404, 500])
def test_only_a_success_shows_it(status: int) -> None:
    for answer in shape.hits:
        refused = read(answer.reply.body, answer.kind, answer.path, status)
        assert shape.judge(refused) is None


@given(st.data())
def test_any_bytes_never_raise(drawn: st.DataObject) -> None:
    match = shape.judge(drawn.draw(spoilt(shape)))
    assert match is None or (match.said and match.why)


def test_a_gallery_of_notebooks_is_published() -> None:
    public = "<a href=/privacy>Privacy policy</a><footer>© 2023 Made Up</footer>"
    assert seen(html(HIT + public)).intent is PUBLIC


def test_a_flow_is_sampled_and_a_kernel_is_not() -> None:
    assert len(seen(data([{"id": "a", "type": "x", "wires": []}])).sample) == 1
    assert len(seen(data([{"id": "k", "name": "python3", "execution_state": "idle"}])).sample) == 0


@pytest.mark.parametrize(
    "value",
    [
        {"nodes": [{"id": 1, "type": "city"}], "edges": [{"from": 1, "to": 2}]},
        [{"name": "lamp", "type": "light", "enabled": True}],
        {"steps": [{"type": "bake", "minutes": 20}], "name": "cake"},
        [{"id": 1, "state": "idle", "name": "printer"}],
    ],
)
def test_graphs_and_recipes_are_none(value: Json) -> None:
    assert shape.judge(data(value)) is None
