"""Lines of plain text and of pages."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.wire.http.pages.page_lines import LINE, MOST, is_markup, lines
from tests.shapes.made_up import answer, page
from tests.stopwatch import shortest


def test_plain_text_is_split_as_it_is() -> None:
    assert lines(answer("one <b>\n\n  two\r\nthree")) == ["one <b>", "  two", "three"]


def test_a_page_is_split_where_a_visitor_sees_a_new_line() -> None:
    seen = page(
        "<script>a=1;\nb</script><p>one &amp; <b>two</b></p><tr><td>three</td><td>four</td></tr>x<br>y"
    )
    assert [" ".join(line.split()) for line in lines(seen)] == ["one & two", "three four", "x", "y"]


def test_preformatted_lines_stay_lines() -> None:
    assert lines(page("<pre>one\ntwo\nthree</pre>")) == ["one", "two", "three"]


def test_a_script_without_its_end_hides_the_rest() -> None:
    assert lines(page("<p>one</p><script>two\nthree")) == ["one"]


def test_the_last_line_of_a_cut_answer_is_left_out() -> None:
    assert lines(answer("one\ntwo\nthr", cut=True)) == ["one", "two"]


def test_it_is_bounded() -> None:
    assert max(map(len, lines(answer("a" * 50_000)))) == LINE
    assert len(lines(answer("a\n" * 50_000))) == MOST


def test_markup_is_told_by_its_beginning() -> None:
    assert is_markup(answer("\n <svg>"))
    assert not is_markup(answer("-- dump\n<a href=x>"))


@given(st.text(max_size=2000))
def test_any_text_is_split(text: str) -> None:
    assert all(line and "\n" not in line for line in lines(answer(f"<html>{text}", "text/html")))


@pytest.mark.parametrize("text", ["<", "<script>", "<a ", "<br ", "&", "<script", "</script>", "<p>a"])
def test_hostile_text_takes_linear_time(text: str) -> None:
    seen = answer("<html>" + text * (524_288 // len(text)), "text/html")
    assert shortest(lambda: lines(seen))[1] < 0.2
