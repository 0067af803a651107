"""Links that are files, by path and by parameter; and links that only lead somewhere."""

from __future__ import annotations

import pytest

from leftopen.model.web_page import Page
from leftopen.wire.http.pages.named_links import named_links
from tests.shapes.made_up import page
from tests.stopwatch import shortest


def read(body: str) -> Page:
    found = page(body).page
    assert found is not None
    return found


@pytest.mark.parametrize(
    "href",
    [
        "{}", "/share/{}", "?path=/docs/{}", "/view?file=a%2F{}&sort=name", "index.php?p=docs&view={}",
        "https://example.org/x/{}", "#!/files/docs/{}", "/d/{}/", "a.cgi?dir=x;file={}",
    ],
)  # fmt: skip
def test_the_name_ends_the_address(href: str) -> None:
    rows = "".join(
        f"<tr><td><a href='{href.format(name.replace(' ', '%20'))}'>{name}</a><td>2 KB<td>2023-02-08"
        for name in ("one plan.txt", "two.txt", "three_x.txt")
    )
    found = named_links(read(f"<a href='/'>Home</a><table>{rows}</table>"))
    assert [file.path.rstrip("/") for file in found] == ["one plan.txt", "two.txt", "three_x.txt"]
    assert all(file.modified is not None for file in found)
    assert all(file.size == (None if href.endswith("/") else 2048) for file in found)


def test_a_truncated_name_and_a_folder() -> None:
    found = named_links(read('<a href="d/a_very_long_name.tif">a_very_long_n…</a><a href="d/sub/">sub/</a>'))
    assert [file.path for file in found] == ["a_very_long_name.tif", "sub/"]


def test_only_the_largest_set_with_one_beginning() -> None:
    found = named_links(read('<a href="/x/about">About</a><a href="/y/a">a</a><a href="/y/b">b</a>'))
    assert [file.path for file in found] == ["a", "b"]


def test_links_with_other_texts_are_no_files() -> None:
    assert named_links(read('<a href="/a.txt">Download</a><a href="..">..</a><a href="#">#</a>')) == []


@pytest.mark.parametrize("part", ["=", "&", "a&", "/", "%25", ";a"])
def test_hostile_addresses_take_no_time(part: str) -> None:
    seen = read("".join(f'<a href="{part * 900}{n}">{part * 100}{n}</a>' for n in range(500)))
    assert shortest(lambda: named_links(seen))[1] < 0.2
