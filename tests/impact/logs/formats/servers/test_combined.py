"""nginx and Apache: what their lines say, and what nobody can make them say."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.impact.logs.scene import Told, items_at, told

DAY = "20/Nov/2026:10:00:%02d +0000"


def read(folder: Path, *lines: str) -> Told:
    return told(folder, "".join(f"{line}\n" for line in lines), items_at("/a", "/b", "/c", "/d"))


def test_common_combined_and_virtual_hosts(tmp_path: Path) -> None:
    for number, (head, tail) in enumerate(
        (("", ""), ("", ' "-" "curl/8"'), ("mail.example:443 ", ' "-" "x"'))
    ):
        folder = tmp_path / str(number)
        folder.mkdir()
        found = read(
            folder,
            f'{head}203.0.113.9 - - [{DAY % 1}] "GET /a HTTP/1.1" 200 1000{tail}',
            f'{head}203.0.113.9 - jane [{DAY % 2}] "GET /b HTTP/2.0" 404 153{tail}',
            f'{head}203.0.113.8 - - [{DAY % 3}] "-" 408 0{tail}',
            f'{head}203.0.113.8 - - [{DAY % 3}] "\\x16\\x03\\x01" 400 150{tail}',
        )
        assert (found.unread, found.verdicts["/a"], found.verdicts["/b"]) == (0, "served", "not_served")
        assert found.addresses["/a"] == ("203.0.113.9",)
        assert {file.format for file in found.found.files} == {"combined"}


@pytest.mark.parametrize(
    "head", ["Nov  5 10:00:00 web1 nginx: ", "2026-11-20T10:00:00.123456+00:00 2001:db8::7 nginx[7]: "]
)
def test_lines_of_a_syslog_server(tmp_path: Path, head: str) -> None:
    found = read(
        tmp_path,
        f'{head}203.0.113.9 - - [{DAY % 1}] "GET /a HTTP/1.1" 200 1000 "-" "x: y"',
        f'{head}2001:db8::9 - - [{DAY % 2}] "GET /b HTTP/1.1" 404 153 "-" "x"',
        f'203.0.113.9 - - [{DAY % 2}] "GET /c HTTP/1.1" 200 1000 "-" "x"',
    )
    assert (found.unread, found.verdicts["/a"], found.verdicts["/c"]) == (1, "served", "cannot_be_known")
    assert found.addresses["/a"] == ("203.0.113.9",)


def test_one_line_of_syslog_among_others_is_not_understood(tmp_path: Path) -> None:
    plain = f'203.0.113.9 - - [{DAY % 1}] "GET /a HTTP/1.1" 200 1000 "-" "x"'
    found = read(tmp_path, plain, f"Nov 20 10:00:00 web1 nginx: {plain}", plain)
    assert (found.unread, found.addresses["/a"]) == (1, ("203.0.113.9",))


def test_a_zone_moves_the_time(tmp_path: Path) -> None:
    found = read(tmp_path, '203.0.113.9 - - [20/Nov/2026:01:30:00 -0530] "GET /a HTTP/1.1" 200 1000 "-" "x"')
    first = found.found.answers[0].first
    assert first is not None
    assert first.isoformat() == "2026-11-20T07:00:00+00:00"


def test_what_a_client_sends_forges_no_field(tmp_path: Path) -> None:
    forged = r"x [01/Jan/2000:00:00:00 +0000] \"GET /b HTTP/1.1\" 404 5"
    found = read(
        tmp_path,
        f'203.0.113.9 - {forged} [{DAY % 1}] "GET /a HTTP/1.1" 200 1000 "-" "x"',
        f'203.0.113.9 - - [{DAY % 2}] "GET /c HTTP/1.1" 200 1000 "-" "a\\" 404 0 \\"-\\" \\""',
        f'203.0.113.9 - - [{DAY % 3}] "GET /d HTTP/1.1" 200 1000 "-" "\x1b[2J \\x0a203.0.113.1 - - \\x22"',
    )
    assert found.unread == 0
    assert [found.verdicts[path] for path in ("/a", "/b", "/c", "/d")] == [
        "served",
        "not_served",
        "served",
        "served",
    ]


def test_a_quote_that_nobody_escaped_is_not_understood(tmp_path: Path) -> None:
    plain = f'203.0.113.9 - - [{DAY % 1}] "GET /a HTTP/1.1" 200 1000 "-" "x"'
    found = read(
        tmp_path, plain, plain, f'203.0.113.9 - - [{DAY % 2}] "GET /b" 404 0 "x HTTP/1.1" 200 1000 "-" "x"'
    )
    assert (found.unread, found.verdicts["/b"]) == (1, "cannot_be_known")


def test_several_clients_in_one_field_are_not_understood(tmp_path: Path) -> None:
    plain = f'203.0.113.9 - - [{DAY % 1}] "GET /a HTTP/1.1" 200 1000 "-" "x"'
    found = read(
        tmp_path, plain, f'192.0.2.9, 203.0.113.9 - - [{DAY % 1}] "GET /b HTTP/1.1" 200 1000 "-" "x"'
    )
    assert (found.unread, found.verdicts["/b"]) == (1, "cannot_be_known")


def test_bytes_that_are_no_text(tmp_path: Path) -> None:
    line = f'203.0.113.9 - - [{DAY % 1}] "GET /a HTTP/1.1" 200 1000 "-" "'.encode() + b'\xff\xfe\x00"\n'
    found = told(tmp_path, line, items_at("/a"))
    assert (found.unread, found.verdicts) == (0, {"/a": "served"})
