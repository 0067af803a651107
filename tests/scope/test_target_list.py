"""A file of targets: one per line, and a bad line is named by its number."""

from __future__ import annotations

import io
from itertools import islice

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.errors import BadAddress
from leftopen.scope import target_list
from leftopen.scope.target_list import read_targets


def read(content: bytes) -> list[str]:
    return list(read_targets(io.BytesIO(content), "list.txt"))


def test_comments_empty_lines_and_repetitions_are_skipped() -> None:
    content = b"\xef\xbb\xbf# own\n127.0.0.1\r\n\n  198.18.0.0/24  # lab\nwww.example.org\n127.0.0.1\n::1"
    assert read(content) == ["127.0.0.1", "198.18.0.0/24", "www.example.org", "::1"]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (b"198.18.0.1/24", "host bits"),
        (b"127.0.0.1 127.0.0.2", "one target per line"),
        (b"no_such host!", "one target per line"),
        (b"exa!mple.org", "not a valid IP address, CIDR range or host name"),
        (b"127.0.0.\xff", "not valid UTF-8"),
        (b"a" * 5000, "longer than 4,096 bytes"),
    ],
)
def test_a_bad_line_is_named(line: bytes, said: str) -> None:
    with pytest.raises(BadAddress, match=said) as error:
        read(b"# a comment\n127.0.0.1\n" + line + b"\n127.0.0.2\n")
    assert str(error.value).startswith("list.txt, line 3: ")


def test_too_many_targets_are_refused_and_ranges_proposed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(target_list, "MOST_TARGETS", 2)
    with pytest.raises(BadAddress, match=r"line 3: more than 2 targets; use CIDR ranges"):
        read(b"127.0.0.1\n127.0.0.2\n127.0.0.3\n")
    assert read(b"127.0.0.1\n127.0.0.2\n127.0.0.1\n") == ["127.0.0.1", "127.0.0.2"]


def test_lines_are_read_as_they_are_needed() -> None:
    file = io.BytesIO(b"127.0.0.1\n" * 2 + b"127.0.0.2\n" + b"127.0.0.3\n" * 10)
    assert list(islice(read_targets(file, "list.txt"), 2)) == ["127.0.0.1", "127.0.0.2"]
    assert file.tell() == 30


@given(st.binary(max_size=300))
def test_any_bytes_are_targets_or_one_clear_error(content: bytes) -> None:
    try:
        targets = read(content)
    except BadAddress as error:
        assert str(error).startswith("list.txt, line ")
    else:
        assert len(targets) == len(set(targets))
