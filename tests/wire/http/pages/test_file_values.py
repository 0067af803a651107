from __future__ import annotations

import time

from hypothesis import given
from hypothesis import strategies as st

from leftopen.wire.http.pages.file_values import file_values

FILES = (".env", "README.md", "billing/invoice.py", "deploy/prod.yaml")


def _page(*values: str) -> str:
    return "".join(
        f'<li><label><input type="checkbox" name="p" value="{one}"> {one}</label>' for one in values
    )


def _shown(*values: str) -> str:
    return " ".join(one.rpartition("/")[2] for one in values)


def test_paths_as_values_whose_names_are_shown() -> None:
    assert file_values(_page(*FILES), _shown(*FILES)) == list(FILES)


def test_names_that_nobody_reads_are_no_list() -> None:
    assert file_values(_page(*FILES), "Choose your settings") == []


def test_three_are_too_few_and_a_minority_is_none() -> None:
    assert file_values(_page(*FILES[:3]), _shown(*FILES)) == []
    words = [f"choice {n}" for n in range(5)]
    assert file_values(_page(*FILES, *words), _shown(*FILES)) == []


def test_choices_that_are_no_files() -> None:
    cities = ("Leeds", "York", "Hull", "Bath", "Ely")
    assert file_values(_page(*cities), _shown(*cities)) == []


@given(st.text(max_size=500), st.text(max_size=100))
def test_any_text_is_read(markup: str, shown: str) -> None:
    assert all(isinstance(one, str) for one in file_values(markup, shown))


def test_a_large_page_is_read_soon() -> None:
    began = time.thread_time()
    file_values('<input value="' + "a/" * 60_000, "a")
    file_values(_page(*(f"a{n}.txt" for n in range(5000))), "x")
    assert time.thread_time() - began < 5
