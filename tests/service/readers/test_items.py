"""Items from a CSV."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.errors import LeftopenError
from leftopen.model.readers import Item
from leftopen.service.readers.items import items_of_file


def read(folder: Path, text: str) -> list[Item]:
    file = folder / "items.csv"
    file.write_text(text)
    return list(items_of_file(file))


def test_headings_in_any_order(tmp_path: Path) -> None:
    found = read(tmp_path, '\ufeffSize,Name,URL\n10,"a,b.eml",/m/1\n\n,c,\n')
    assert found == [Item(id="", path="/m/1", name="a,b.eml", size=10), Item(id="", name="c")]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("a,b\n1,2\n", "heading"),
        ("", "heading"),
        ("path,bytes\n/a,x\n", "line 2"),
        ("path,id,bytes\n,,5\n", "no path"),
    ],
)
def test_what_is_wrong_is_said(tmp_path: Path, text: str, why: str) -> None:
    with pytest.raises(LeftopenError, match=why):
        read(tmp_path, text)


@given(raw=st.binary(max_size=300))
def test_any_bytes_are_items_or_one_clear_line(tmp_path_factory: pytest.TempPathFactory, raw: bytes) -> None:
    file = tmp_path_factory.mktemp("items") / "items.csv"
    file.write_bytes(b"path,bytes\n" + raw)
    try:
        assert all(one.path for one in items_of_file(file))
    except LeftopenError as error:
        assert "\n" not in str(error).replace("\\n", "")
