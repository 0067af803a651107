"""Which files are read whole, and when none is any more."""

from __future__ import annotations

from leftopen.formats.sample_selection import Item
from leftopen.model.read_level import ReadLevel
from leftopen.wire.http.sample_fetch import HEAD, LEAST, fetch_sample
from tests.scripted import Scripted, finish, page

ITEMS = (
    Item(key="/a/form.pdf", label="form.pdf", size=3000),
    Item(key="/note.txt", label="note.txt"),
    Item(key="/gone.txt", label="gone.txt", size=10),
)
PAGES = {"/a/form.pdf": page(200, b"%PDF-1.7"), "/note.txt": page(200, b"made up")}


def test_what_answers_is_named_by_its_kind_alone() -> None:
    channel = Scripted(pages=PAGES, level=ReadLevel.SAMPLE)
    sample = finish(fetch_sample(channel, ITEMS, 8))
    assert sorted(sample) == [
        ("file.pdf", "application/pdf", b"%PDF-1.7"), ("file.txt", "text/plain", b"made up"),
    ]  # fmt: skip
    assert len(channel.heard) == len(ITEMS)


def test_what_would_not_fit_is_passed_over_and_the_next_is_asked_for() -> None:
    channel = Scripted(pages=PAGES, level=ReadLevel.SAMPLE, left=3000 + HEAD - 1)
    finish(fetch_sample(channel, ITEMS, 8))
    assert "/a/form.pdf" not in channel.heard
    assert "/note.txt" in channel.heard


def test_with_too_little_left_nothing_is_asked_for() -> None:
    channel = Scripted(pages=PAGES, level=ReadLevel.SAMPLE, left=LEAST - 1)
    assert len(finish(fetch_sample(channel, ITEMS, 8))) == 0
    assert channel.heard == []
