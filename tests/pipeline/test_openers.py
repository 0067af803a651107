"""The order of words on a port, over all real probes."""

from __future__ import annotations

import pytest

from leftopen import catalogue
from leftopen.pipeline.openers import COMMONEST, TLS, is_echo, openers, recognising_probes
from leftopen.wire import mongodb, mqtt, x11

PROBES = catalogue.probes()


def test_a_ports_habit_comes_first_then_http_then_tls_and_nothing_twice() -> None:
    words = [opener.data for opener in openers(11211, PROBES, 0.5)]
    assert words[:3] == [PROBES["memcached"].opener, PROBES["http"].opener, PROBES[TLS].opener]
    assert len(set(words)) == len(words)
    assert set(words) == {probe.opener for probe in PROBES.values() if probe.opener}


def test_who_stays_silent_at_http_is_asked_before_who_answers_it_or_closes() -> None:
    words = [opener.data for opener in openers(4711, PROBES, 0.5)][1:]
    waiting = [PROBES[name].opener for name in ("dns", "kafka", "nfs")]
    assert words[:5] == [PROBES["http"].opener, PROBES[TLS].opener, *waiting]


def test_a_server_that_reads_a_head_of_its_own_is_not_kept_waiting_by_short_words() -> None:
    words = [opener.data for opener in openers(4711, PROBES, 0.5)][6:]
    short = [len(word) < 12 for word in words]
    assert short == sorted(short)
    assert len(set(short)) == 2


def test_only_a_server_that_may_speak_first_is_waited_for_and_only_once() -> None:
    waits = [(opener.data == b"", opener.wait) for opener in openers(3306, PROBES, 0.5)]
    assert (waits[0], set(waits[1:])) == ((True, 0.5), {(False, 0.0)})
    assert not any(opener.wait for opener in openers(11211, PROBES, 0.5))


def test_a_printer_is_asked_for_http_alone_and_a_print_queue_for_nothing() -> None:
    assert [opener.data for opener in openers(9100, PROBES, 0.5)] == [b"", PROBES["http"].opener]
    for port in (35, 515, 721):
        assert [(opener.data, opener.wait) for opener in openers(port, PROBES, 0.5)] == [(b"", 0.5)]


def test_a_silent_port_gets_the_commonest_openers_each_day_and_all_of_them_in_a_week() -> None:
    usual = [opener.data for opener in openers(4711, PROBES, 0.5)]
    days = [[opener.data for opener in openers(4711, PROBES, 0.5, silent_on=day)] for day in range(7)]
    assert all(day[: 1 + COMMONEST] == usual[: 1 + COMMONEST] for day in days)
    rest = [data for day in days for data in day[1 + COMMONEST :]]
    assert sorted(rest) == sorted(usual[1 + COMMONEST :])
    assert max(map(len, days)) - min(map(len, days)) <= 1


def test_a_printer_that_stayed_silent_is_never_asked_again() -> None:
    for port in range(9100, 9108):
        asked = openers(port, PROBES, 0.5, silent_on=4)
        assert [(opener.data, opener.wait) for opener in asked] == [(b"", 0.5)]


def test_an_anonymous_identity_is_an_opener_only_where_the_scope_permits_it() -> None:
    own = {name: probe.anonymous for name, probe in PROBES.items() if probe.anonymous}
    assert own == {"mqtt": mqtt.connect(""), "x11": x11.SETUP}
    usual = {opener.data for opener in openers(4711, PROBES, 0.5)}
    permitted = {opener.data for opener in openers(4711, PROBES, 0.5, anonymous=True)}
    assert usual - permitted == {PROBES[name].opener for name in own}
    assert permitted - usual == set(own.values())


def test_a_letter_means_something_after_its_own_opener_alone() -> None:
    own = PROBES["postgresql"].opener or b""
    assert recognising_probes(b"N", PROBES, tls=False, opener=own) == ["postgresql"]
    assert recognising_probes(b"N", PROBES, tls=False) == []
    assert recognising_probes(b"NO", PROBES, tls=False, opener=own) == []


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
