"""`litellm_open`: what it calls open, and what only looks like it."""

from __future__ import annotations

import pytest

from leftopen import catalogue
from leftopen.model.channel import Reply
from tests.verdict_tables import METADATA, Holds, Table, answered, assert_manners, rows


def models(count: int, **other: object) -> Reply:
    model = {"id": "made-up", "object": "model", "created": 1677610602, "owned_by": "openai", **other}
    return answered(data=[model] * count, object="list")


TABLE = Table(
    check=catalogue.checks()["litellm_open"],
    paths=("/v1/models",),
    product="LiteLLM",
    opened=((models(3), METADATA, "3 models", 3), (models(1), METADATA, "1 model", 1)),
    unproved=(models(0), models(1, owned_by="vllm"), models(1, created=1719792000), models(1, id=None)),
)


@pytest.mark.parametrize("holds", rows(TABLE))
def test_each_reply_has_its_verdict(holds: Holds) -> None:
    holds()


def test_it_asks_little_and_garbage_is_never_open() -> None:
    assert_manners(TABLE)
