"""A sample of listed items: the order, the shares, and what is left."""

from __future__ import annotations

import pytest

from leftopen.formats.sample_selection import HEAD, Item
from leftopen.model.channel import TalkEnded
from leftopen.model.sample import Sample
from leftopen.model.verdict import Phase, Reason
from leftopen.wire.sample_reading import read_sample
from tests.scripted import finish

CSV = Item(key="csv", label="staff.csv", size=4_000)


class Server:
    """Items by key, and a budget that counts down. `ends`: why the talk ends at an item that it has not."""

    def __init__(
        self, held: dict[str, bytes], left: int = 60_000, ends: tuple[Reason, Phase] | None = None
    ) -> None:
        self.held = held
        self.left = left
        self.ends = ends
        self.asked: list[str] = []

    async def fetch(self, item: Item, limit: int) -> bytes:
        self.asked.append(item.key)
        if self.ends is not None and item.key not in self.held:
            raise TalkEnded(*self.ends)
        content = self.held.get(item.key, b"")[:limit]
        self.left -= len(content)
        return content

    def read(self, *items: Item, most: int = 8) -> Sample:
        return finish(read_sample(items, most, lambda: self.left, self.fetch))


def test_a_mail_store_of_unknown_size_leaves_room_for_the_table() -> None:
    server = Server({"pst": b"!BDN" * 75_000, "csv": b"a" * 4_000})
    sample = server.read(Item(key="pst", label="archive.pst"), CSV)
    assert server.asked == ["csv", "pst"]
    assert sorted(len(data) for _, _, data in sample) == [4_000, HEAD]
    assert (sample.left, sample.cut) == (0, 1)


def test_a_large_document_waits_and_takes_what_the_others_leave() -> None:
    server = Server({"form": b"%PDF" * 10_000, "csv": b"a" * 4_000})
    sample = server.read(Item(key="form", label="SF-86.pdf", size=40_000), CSV)
    assert server.asked == ["csv", "form"]
    assert sorted(len(data) for _, _, data in sample) == [4_000, 40_000]
    assert (sample.left, sample.cut) == (0, 0)


def test_what_is_not_read_is_counted() -> None:
    server = Server({f"{n}": b"made up" for n in range(9)})
    nine = [Item(key=f"{n}", label=f"{'abcdefghi'[n]}.txt", size=7) for n in range(9)]
    sample = server.read(*nine, Item(key="disk", label="disk.img", size=10**9), most=3)
    assert (len(sample), sample.left, sample.cut) == (3, 7, 0)
    assert len(server.asked) == 3


def test_a_file_that_is_longer_than_listed_is_cut_at_its_share() -> None:
    server = Server({"csv": b"a" * 50_000})
    sample = server.read(CSV)
    assert [len(data) for _, _, data in sample] == [4_000 + 500 + 1024]
    assert sample.cut == 1


def test_each_item_is_requested_once_also_when_refused() -> None:
    server = Server({})
    sample = server.read(CSV, Item(key="b", label="b.txt"))
    assert sorted(server.asked) == ["b", "csv"]
    assert (len(sample), sample.left) == (0, 0)


def _three(reason: Reason, phase: Phase = Phase.ASK) -> Server:
    return Server({"csv": b"a" * 4_000}, ends=(reason, phase))


LOST, AFTER = Item(key="lost", label="b.txt", size=900), Item(key="after", label="c.txt", size=900)


@pytest.mark.parametrize("reason", [Reason.CUT, Reason.TIMEOUT, Reason.REFUSED, Reason.BUDGET_SPENT])
def test_what_was_read_before_the_talk_ended_is_kept(reason: Reason) -> None:
    server = _three(reason)
    sample = server.read(CSV, LOST, AFTER)
    assert server.asked == ["csv", "lost"]
    assert [len(data) for _, _, data in sample] == [4_000]
    assert (sample.left, sample.cut) == (2, 0)


@pytest.mark.parametrize("reason", [Reason.STOPPED, Reason.OUT_OF_SCOPE, Reason.BUG])
def test_what_the_scan_itself_ended_gives_no_sample(reason: Reason) -> None:
    with pytest.raises(TalkEnded, match=reason.value):
        _three(reason, Phase.GATE).read(CSV, LOST, AFTER)
