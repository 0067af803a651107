"""Data that stands in a page: where it is found, and where it is not looked for."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.model.channel import Reply
from leftopen.shapes import directory_listing, mailbox
from leftopen.wire.http.pages import inline_data
from leftopen.wire.http.pages.page_parser import read_answer
from tests.shapes import made_up
from tests.shapes.answers import html
from tests.stopwatch import shortest

MAILS = [{"from": f"a{n}@example.org", "to": "b@example.org", "subject": "x"} for n in range(3)]
TEXT = json.dumps(MAILS)
ESCAPED = TEXT.replace('"', "&quot;")


@pytest.mark.parametrize(
    "body",
    [
        f"<script>var messages = {TEXT};</script>",
        f"<script>\nconst messages={TEXT}\ndraw(messages)</script>",
        f"<script>window.state = {{mails: {TEXT}, page: 1}};</script>",
        f"<script>new Table('#t', {{ data: {TEXT} }});</script>",
        f"<script>window['state'] = JSON.parse({json.dumps(TEXT)})</script>",
        "<script>let m = [{from: 'a@example.org', to: 'b@example.org', subject: 'x'},]</script>",
        f'<script id="__NEXT_DATA__" type="application/json">{{"props":{{"mails":{TEXT}}}}}</script>',
        f'<div id=app data-page="{{&quot;mails&quot;:{ESCAPED}}}"></div>',
    ],
)
def test_data_in_a_page_is_judged_like_an_answer(body: str) -> None:
    answer = html(f"<h1>Post</h1><div id=app></div>{body}")
    found = mailbox.shape.match(answer)
    assert found is not None
    assert found.said in ("3 mails", "1 mail")
    assert mailbox.judge(answer) is None


def test_files_that_a_script_draws_are_a_listing() -> None:
    items = [{"rel": f"{name}.mp4", "title": name, "size": 1560, "type": "file"} for name in "abc"]
    answer = html(f"<h1>Media</h1><script>const ITEMS = {json.dumps(items)};</script>")
    found = directory_listing.shape.match(answer)
    assert found is not None
    assert found.said == "3 files and 0 folders listed"


@pytest.mark.parametrize(
    "page",
    [
        made_up.page(
            f"<h1>Post</h1>{made_up.PUBLIC_FOOT}<script>var m = {TEXT}</script>", made_up.PUBLIC_HEAD
        ),
        html(f"<form><input type=password></form><script>var m = {TEXT}</script>"),
        html(f"<script>var m = {TEXT}</script>", status=404),
        html(f'<script type="application/ld+json">{TEXT}</script>'),
        html(f"<script>if (m == {TEXT}) x()</script>"),
        html("<script>var m = [{}]</script>"),
        html(f"<p>var m = {TEXT}</p>"),
    ],
)
def test_publishers_login_pages_and_texts_have_none(page: object) -> None:
    assert page.inline == ()  # type: ignore[attr-defined]


def test_the_number_of_pieces_is_bounded() -> None:
    scripts = "".join(f"<script>var a{n} = {TEXT[:-1]},{n}]</script>" for n in range(60))
    assert len(html(f"<h1>x</h1>{scripts}").inline) == inline_data.MOST


@given(st.text(max_size=200) | st.text(alphabet="<>[]{}:=,'\"`ab1&;\\\n ", max_size=200))
def test_no_page_makes_it_raise(text: str) -> None:
    for around in ("{}", "<script>var a = [{}", "<script type=application/json>{}", "<div data-a='[{}'>"):
        body = ("<html>" + around.replace("{}", text)).encode("utf-8", "replace")
        read_answer("/", Reply(status=200, body=body))


@pytest.mark.parametrize(
    "piece",
    [
        "var a=[{",
        "a=[[",
        ";a={a",
        "data-a='[",
        "JSON.parse('[",
        "a:",
        "<script>a=[{",
        '[{"a":1},',
        "a=[{a:1},",
    ],
)
def test_a_long_page_is_read_in_time(piece: str) -> None:
    for head in ("<html><script>", "<html>"):
        body = (head + piece * (128 * 1024 // len(piece))).encode()
        assert shortest(lambda body=body: read_answer("/", Reply(status=200, body=body)))[1] < 0.5  # type: ignore[misc]
