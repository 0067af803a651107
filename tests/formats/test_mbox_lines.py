"""Where mails begin: every mail once, wherever the file is cut."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from leftopen.formats.mbox_lines import mail_starts, unquote_from

MAIL = b"From jane@example.org Tue Jan  1 10:11:12 2019\nSubject: %d\n\nbody %d\n\n"
LINES = (
    b"From jane@example.org Tue Jan  1 10:11:12 2019\nSubject: one\n",
    b"From here on, nothing is a mail\n",
    b">From jane@example.org Tue Jan  1 10:11:12 2019\nSubject: quoted\n",
    b"body\n",
    b"\n",
    b"From x 2019 10:11\n>From y\n",
)


def starts(data: bytes, cuts: list[int]) -> list[int]:
    edges = sorted({0, len(data), *(cut for cut in cuts if cut < len(data))})
    return [first for start, end in pairwise(edges) for first, _ in mail_starts(data, start, end)]


@given(st.lists(st.sampled_from(LINES), max_size=30), st.lists(st.integers(0, 2000), max_size=20))
def test_ranges_give_each_mail_once_wherever_they_are_cut(lines: list[bytes], cuts: list[int]) -> None:
    data = b"".join(lines)
    assert starts(data, cuts) == starts(data, [])


@given(st.binary(max_size=300), st.integers(0, 300), st.integers(0, 300))
def test_any_bytes_and_any_range(data: bytes, start: int, end: int) -> None:
    assert all(start <= first < end for first, _ in mail_starts(data, start, end))


def test_the_mails_of_a_file() -> None:
    data = b"".join(MAIL % (number, number) for number in range(5))
    found = list(mail_starts(data, 0, len(data)))
    assert len(found) == 5
    assert all(data[body:].startswith(b"Subject: ") for _, body in found)


def test_a_line_that_only_begins_like_one_is_none() -> None:
    data = MAIL % (1, 1) + b"From here on, it goes well\nTo: nobody\n\n"
    assert len(list(mail_starts(data, 0, len(data)))) == 1


def test_quotes_of_mboxrd_are_removed() -> None:
    assert unquote_from(b"a\n>From b\n>>From c\n> From d\n") == b"a\nFrom b\n>From c\n> From d\n"
