"""MLflow's pages of experiments and runs, and what only looks like them."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.model.channel import Reply
from leftopen.wire.products import mlflow
from tests.scripted import page

NO_RUNS = page(200, b"{}")
RUN = page(200, b'{\n  "runs": [\n    {"info": {"run_id": "5"}, "data": {}}\n  ]\n}')
STRANGE_HOST = page(403, b"Invalid Host header - possible DNS rebinding attack detected")


def listed(*keys: str, following: str = "") -> Reply:
    found = [{"experiment_id": key, "name": f"made-up-{key}", "lifecycle_stage": "active"} for key in keys]
    answer: dict[str, object] = {"experiments": found}
    if following:
        answer["next_page_token"] = following
    return page(200, json.dumps(answer, indent=2).encode())


def test_the_experiment_that_is_always_there_does_not_count() -> None:
    assert mlflow.experiments(listed("2", "1", "0")) == ("2", "1")
    assert mlflow.experiments(listed("0")) == ()


def test_another_page_or_a_cut_is_told() -> None:
    assert not mlflow.has_more(listed("1"))
    assert mlflow.has_more(listed("1", following="eyJ"))
    assert mlflow.has_more(page(200, listed("1", "2").body[:120]))


@pytest.mark.parametrize(
    "reply",
    [
        page(200, b"{}"),
        page(200, b'{"experiments": []}'),
        page(200, b'{"experiments": [{"id": 5}]}'),
        page(200, b'{"experiments": [{"experiment_id": 5, "name": "a"}]}'),
        page(200, b"<html>experiments"),
        page(401, listed("1").body),
        page(200),
    ],
)
def test_what_is_no_page_of_experiments_is_none(reply: Reply) -> None:
    assert mlflow.experiments(reply) is None


def test_a_run_is_told_from_none_and_from_something_else() -> None:
    assert mlflow.has_runs(RUN) is True
    assert mlflow.has_runs(page(200, RUN.body[:50])) is True
    assert mlflow.has_runs(NO_RUNS) is False
    assert mlflow.has_runs(page(200, b'{"runs": [{}]}')) is None
    assert mlflow.has_runs(page(404, b"{}")) is None


def test_a_refusal_of_the_hosts_name_is_told_from_others() -> None:
    assert mlflow.distrusts_host(STRANGE_HOST)
    assert not mlflow.distrusts_host(page(403, b"Permission denied"))


@given(st.binary(max_size=300))
def test_no_bytes_raise(body: bytes) -> None:
    for reply in (page(200, body), page(200, b'{"experiments": [' + body), page(403, body)):
        mlflow.experiments(reply)
        mlflow.has_more(reply)
        mlflow.has_runs(reply)
        mlflow.distrusts_host(reply)
