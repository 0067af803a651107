"""Files in pieces: nothing is lost, whatever the bytes."""

from __future__ import annotations

import gzip
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from leftopen.impact.logs.exports import Export
from leftopen.impact.logs.files.pieces import pieces, segments
from leftopen.impact.logs.files.sources import identify_source, log_name
from leftopen.impact.logs.formats import log_formats
from leftopen.impact.logs.formats.mail.microsoft_365 import unwrap

PARTS = st.lists(
    st.sampled_from([b"#Fields: a\n", b"#Fields: b\n", b"line\n", b"\n", b"#Fields", b"x\n#Fields: c"])
)


@given(st.lists(PARTS.map(b"".join)))
def test_segments_lose_nothing(blocks: list[bytes]) -> None:
    assert b"".join(block for _, block in segments(blocks, "#Fields:")) == b"".join(blocks)


def test_a_segment_has_the_directive_before_it() -> None:
    found = list(segments([b"0\n#Fields: a\n1\n#Fields: b\n2\n", b"3\n#Fields: b\n4\n"], "#Fields:"))
    assert [(head, block.splitlines()[-1]) for head, block in found] == [
        ("", b"0"), ("#Fields: a", b"1"), ("#Fields: b", b"2"), ("#Fields: b", b"4"),
    ]  # fmt: skip


@given(st.lists(st.binary(max_size=200)))
def test_any_bytes_are_an_export_or_are_not(blocks: list[bytes]) -> None:
    assert all(line.endswith(b"\n") for line in unwrap(blocks, Export()))


@given(st.lists(st.text(max_size=100), max_size=20))
def test_any_lines_are_recognised_or_not_and_have_columns(lines: list[str]) -> None:
    for one in log_formats().values():
        assert one.recognises(lines) in (True, False)
        assert one.columns(lines, "").at


def test_a_broken_file_is_read_up_to_there(tmp_path: Path) -> None:
    lines = b"".join(b"%06d a line of a log\n" % number for number in range(100_000))
    packed = gzip.compress(lines)
    file = tmp_path / "a.log"
    file.write_bytes(packed[: len(packed) // 2])
    source, broken = identify_source(file, log_formats()), list[str]()
    assert source.compression == "gzip"
    found = b"".join(pieces(source, log_formats()["combined"], broken))
    assert lines.startswith(found)
    assert len(found) > len(lines) // 4
    assert len(broken) == 1


def test_rotations_have_one_name_and_servers_have_several() -> None:
    same = [
        "access.log",
        "access.log.1",
        "access.log.2.gz",
        "access.log-20261120.gz",
        "access-2026-11-20.log",
    ]
    assert len({log_name(Path("/logs/web1") / name) for name in same}) == 1
    assert log_name(Path("/logs/u_ex261120.log")) == log_name(Path("/logs/u_ex261121_x.log"))
    other = ["web1/access.log", "web2/access.log", "web1-access.log", "web2-access.log", "ssl_access.log"]
    assert len({log_name(Path("/logs") / name) for name in other}) == len(other)
