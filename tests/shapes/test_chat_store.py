"""The chat store: messages, prompts, vector collections and model lists."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.model.facts import Json
from leftopen.model.shape import Intent, ShapeMatch
from leftopen.model.verdict import ExposureKind
from leftopen.model.web_page import Answer
from leftopen.shapes.chat_store import shape
from tests.shapes.dresses import LOGIN, advertisement, data, html, read, shell, spoilt, table

OPEN, MAYBE = Intent.LEFT_OPEN, Intent.UNDETERMINED
DATA, EMPTY, META = ExposureKind.DATA, ExposureKind.EMPTY, ExposureKind.METADATA
WORDS = "chat conversations messages models prompts assistant user collections vectors"
HIT = table("|", "User|hello", "Assistant|hi")


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
                "<div><div class=m><b>User</b><p>hello</p></div><div class=m><b>Assistant</b><p>hi</p></div>"
                "<div class=m><b>User</b><p>more</p></div></div>"
            ),
            DATA,
            OPEN,
        ),
        (html(table("|", "Utilisateur|bonjour", "Assistant|salut")), DATA, OPEN),
        (
            data({"messages": [{"role": "user", "content": "a"}, {"role": "assistant", "content": "b"}]}),
            DATA,
            OPEN,
        ),
        (data([{"title": "a", "messages": [{"role": "human", "text": "a"}]}]), DATA, OPEN),
        (data([{"author": {"role": "user"}, "content": {"parts": ["a"]}}]), DATA, OPEN),
        (data([{"id": "1", "title": "a", "updated_at": 1}], "/api/v1/chats/"), DATA, OPEN),
        (data([{"prompt": "a cat", "negative_prompt": "dog", "seed": 1}]), DATA, OPEN),
        (data([{"name": "a", "dimension": 384}]), DATA, OPEN),
        (data({"result": [{"name": "a", "vectors_count": 0, "config": {}}]}), EMPTY, OPEN),
        (data({"data": [{"id": "m", "object": "model", "owned_by": "x"}]}), META, MAYBE),
        (data({"models": [{"name": "m:7b", "size": 4000000000, "digest": "ab"}]}), META, OPEN),
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


def test_messages_are_sampled_in_memory_and_in_no_text() -> None:
    match = seen(data({"messages": [{"role": "user", "content": "my number is made up"}]}))
    assert len(match.sample) == 1
    assert "made up" not in match.said + match.why


def test_vectors_are_counted() -> None:
    rows: Json = [
        {"name": "a", "dimension": 3, "vectors_count": 12},
        {"name": "b", "dimension": 3, "vectors_count": 3},
    ]
    assert seen(data(rows)).size.records == 15


@pytest.mark.parametrize(
    "value",
    [
        [{"name": "Ann", "role": "user"}, {"name": "Bob", "role": "admin"}],
        [{"role": "user", "email": "a@example.org", "text": "x"}],
        {"models": [{"name": "Roadster", "price": 4}]},
        {"collections": [{"name": "Summer", "size": "L"}]},
        [{"id": 1, "title": "a", "updated_at": 1}],
    ],
)
def test_members_cars_and_clothes_are_none(value: Json) -> None:
    assert shape.judge(data(value)) is None
