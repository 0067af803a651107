"""The order of words on a port, over all real probes."""

from __future__ import annotations

import pytest

from leftopen import catalogue
from leftopen.pipeline.openers import TLS, is_echo, openers, recognising_probes
from leftopen.wire import mongodb

PROBES = catalogue.probes()


def test_a_ports_habit_comes_first_then_http_then_tls_and_nothing_twice() -> None:
    words = [opener.data for opener in openers(11211, PROBES, 0.5)]
    assert words[:3] == [PROBES["memcached"].opener, PROBES["http"].opener, PROBES[TLS].opener]
    assert len(set(words)) == len(words)
    assert set(words) == {probe.opener for probe in PROBES.values() if probe.opener}


def test_who_stays_silent_at_http_is_asked_before_who_answers_it_or_closes() -> None:
    words = [opener.data for opener in openers(4711, PROBES, 0.5)]
    waiting = [PROBES[name].opener for name in ("dns", "kafka", "nfs")]
    assert words[:5] == [PROBES["http"].opener, PROBES[TLS].opener, *waiting]


def test_a_server_that_reads_a_head_of_its_own_is_not_kept_waiting_by_short_words() -> None:
    words = [opener.data for opener in openers(4711, PROBES, 0.5)][5:]
    short = [len(word) < 12 for word in words]
    assert short == sorted(short)
    assert len(set(short)) == 2


def test_only_a_server_that_may_speak_first_is_waited_for_and_only_once() -> None:
    assert [opener.wait for opener in openers(3306, PROBES, 0.5)][:2] == [0.5, 0.0]
    assert not any(opener.wait for opener in openers(11211, PROBES, 0.5))


def test_a_printer_is_asked_for_http_alone_and_a_print_queue_for_nothing() -> None:
    assert [opener.data for opener in openers(9100, PROBES, 0.5)] == [PROBES["http"].opener]
    for port in (35, 515, 721):
        assert [(opener.data, opener.wait) for opener in openers(port, PROBES, 0.5)] == [(b"", 0.5)]


def test_one_probe_can_be_left_out() -> None:
    assert PROBES[TLS].opener not in [opener.data for opener in openers(4711, PROBES, 0.5, TLS)]


def test_a_page_that_names_another_protocol_is_shown_to_that_one_before_http() -> None:
    assert recognising_probes(b"HTTP/1.0 200 OK\r\n\r\n" + mongodb.HINT, PROBES, tls=False) == [
        "mongodb",
        "http",
    ]
    assert recognising_probes(b"", PROBES, tls=False) == []


def test_what_lives_in_tls_is_known_there_alone() -> None:
    page = b"HTTP/1.0 200 OK\r\n\r\n"
    assert recognising_probes(page, PROBES, tls=True) == ["https", "http"]
    assert recognising_probes(page, PROBES, tls=False) == ["http"]


@pytest.mark.hostile("H24")
@pytest.mark.parametrize("name", [name for name, probe in PROBES.items() if probe.opener])
def test_who_says_what_was_said_to_it_is_an_echo(name: str) -> None:
    answer = PROBES[name].opener or b""
    assert is_echo(answer, answer)
    assert is_echo(answer, answer + b"more")
    assert not is_echo(answer, b"")
    assert not is_echo(answer, b"HTTP/1.0 200 OK\r\n\r\n")
    assert is_echo(answer, answer[:8])


def test_the_first_byte_alone_is_no_echo() -> None:
    assert not is_echo(PROBES[TLS].opener or b"", b"\x16\x03")
