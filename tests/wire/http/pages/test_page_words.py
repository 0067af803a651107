"""What a page offers: labels, controls and rows that the server filled."""

from __future__ import annotations

from leftopen.model.web_page import Form, Page, Row, RowGroup
from leftopen.wire.http.pages.page_parser import read_page
from leftopen.wire.http.pages.page_words import changes, controls, is_rendered, label_words, tables, words_of


def parsed(body: str) -> Page:
    page = read_page(f"<html><body>{body}</body></html>")
    assert page is not None
    return page


def test_words_are_whole_and_in_lower_case() -> None:
    assert words_of("Delete löschen 12 x", "removeAll") == {"delete", "löschen", "removeall"}


def test_labels_leave_prose_out() -> None:
    page = parsed("<h1>Queues</h1><p>Delete nothing</p><a href=/x>Jobs</a><button>Retry</button>")
    assert label_words(page) == {"queues", "jobs", "retry"}


def test_a_button_in_a_form_counts_once_and_two_of_a_name_count_twice() -> None:
    page = parsed("<form><button>Stop</button></form><button>Stop</button><a href=/>Home</a>")
    assert controls(page) == ("Stop", "Stop", "Home")


def test_a_template_is_no_row() -> None:
    full, empty = (RowGroup(rows=(Row(cells=(cell,)),)) for cell in ("web-1", "{{ name }}"))
    assert is_rendered(full)
    assert not is_rendered(empty)
    assert list(tables(Page(groups=(empty, full)))) == [full]


def test_a_search_form_changes_nothing() -> None:
    assert not changes(Form(method="get"))
    assert changes(Form(method="post"))
