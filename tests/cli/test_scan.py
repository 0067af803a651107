"""What a scan says to a person."""

from __future__ import annotations

from leftopen.cli._output import Line
from leftopen.cli.scan import _words

OBSERVED: Line = {
    "type": "observation",
    "ip_str": "127.0.0.1",
    "port": 6379,
    "product": "Redis",
    "version": "8.0.2",
    "info": None,
    "_shodan": {"module": "redis", "options": {}},
}
FOUND: Line = {
    "type": "finding",
    "endpoint": "127.0.0.1:6379",
    "check": "redis_open",
    "severity": "high",
    "why": "data can be read without a password",
    "intent": "left_open",
    "holds": {"us_ssn": 2},
    "decision": None,
    "until": None,
    "case": "3fa9000011112222",
}


def test_an_observation_is_one_line() -> None:
    assert _words(OBSERVED) == "127.0.0.1:6379  redis  Redis 8.0.2"


def test_an_address_of_version_6_stands_in_brackets() -> None:
    assert _words({**OBSERVED, "ip_str": "::1"}).startswith("[::1]:6379  ")


def test_a_service_that_nobody_understands_says_why() -> None:
    strange = {**OBSERVED, "product": None, "version": None, "info": "it was cut"}
    line = _words({**strange, "_shodan": {"module": "unknown", "options": {}}})
    assert line == "127.0.0.1:6379  unknown  not identified: it was cut"


def test_a_finding_names_its_own_endpoint_for_other_lines_may_come_between() -> None:
    assert _words(FOUND) == (
        "  OPEN  127.0.0.1:6379  redis_open  high  data can be read without a password; contains us_ssn 2"
        "  (case 3fa90000: leftopen cases show 3fa90000)"
    )


def test_the_summary_counts_in_words_that_agree() -> None:
    summary: Line = {"type": "summary", "talked": 1, "open": 1, "seconds": 3.129}
    assert _words(summary) == "1 service; checks: 1 open, 0 closed, 0 unknown; in 3.1 s"
    none: Line = {"type": "summary", "ports_tried": 1000, "seconds": 0.2}
    nothing = "no service found; 1,000 of 65,535 ports tried on each address"
    assert _words(none) == f"{nothing}; in 0.2 s"
    assert _words({**none, "gone": 2, "seconds": 1}) == (
        f"{nothing}; 2 known services newly gone (all: leftopen search alive:no); in 1 s"
    )


def test_the_summary_counts_what_refuses_and_what_was_not_decided() -> None:
    summary: Line = {"type": "summary", "talked": 46, "seconds": 3, "asks_password": 34, "unexamined": 12}
    assert _words(summary) == (
        "46 services; checks: 0 open, 0 closed, 0 unknown; 34 ask for a password, 12 unexamined; in 3 s"
    )
    assert "; 1 deny access; in 3 s" in _words(
        {"type": "summary", "talked": 1, "seconds": 3, "denies_access": 1}
    )


LISTED: Line = {
    "type": "finding",
    "id": "1234abcd" * 4,
    "endpoint": "127.0.0.1:8080",
    "check": "records",
    "why": "data can be read without a password",
    "said": "40 records",
    "intent": "undetermined",
    "intent_why": "nothing tells",
}


def test_what_is_readable_and_perhaps_meant_to_be_says_how_to_decide() -> None:
    assert _words(LISTED) == (
        "  READABLE  127.0.0.1:8080  records  purpose unknown: 40 records"
        " (review 1234abcd: leftopen review open 1234abcd)"
    )


def test_what_is_published_says_how_that_was_concluded() -> None:
    assert _words({**LISTED, "intent": "published", "intent_why": "it has a licence"}) == (
        "  PUBLIC  127.0.0.1:8080  records  40 records: it has a licence"
    )


def test_the_summary_counts_what_waits_for_a_decision_apart() -> None:
    summary: Line = {
        "type": "summary",
        "talked": 4,
        "open": 2,
        "undetermined": 1,
        "published": 1,
        "seconds": 3,
    }
    assert _words(summary) == (
        "4 services; checks: 2 open, 1 readable (purpose unknown), 1 published, 0 closed, 0 unknown; in 3 s"
    )
