"""What changed between two runs: said only against the same question asked before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from leftopen.model.monitor import EventKind, SeenService
from leftopen.scope.networks import Networks
from leftopen.service.monitoring.compare import Asked, compare, next_baseline
from leftopen.sweep import ports as port_words

WEB = SeenService(service="a", address="192.0.2.7", port=80, endpoint="192.0.2.7:80", product="nginx 1.2")
TLS = replace(WEB, service="b", port=443, endpoint="192.0.2.7:443", certificate="aa" * 32)
OTHER = replace(WEB, service="c", address="192.0.2.9", endpoint="192.0.2.9:80")


def inside(networks: Sequence[str], ports: str) -> Asked:
    there = Networks(networks)
    numbers = port_words.parse(ports) if ports else ()
    return lambda one: one.port in numbers and one.address in there


EVERYTHING = inside(["192.0.2.0/24"], "1-1000")
NOTHING = inside([], "")


def by_id(*some: SeenService) -> Mapping[str, SeenService]:
    return {one.service: one for one in some}


def kinds(
    before: Mapping[str, SeenService],
    now: Mapping[str, SeenService],
    asked_before: object = EVERYTHING,
    asked_now: object = EVERYTHING,
) -> list[tuple[EventKind, str]]:
    found = compare(before, now, asked_before=asked_before, asked_now=asked_now)  # type: ignore[arg-type]
    return [(one.kind, one.service.service) for one in found]


def test_a_new_port_of_a_known_host_and_a_new_host() -> None:
    assert kinds(by_id(WEB), by_id(WEB, TLS, OTHER)) == [(EventKind.NEW_PORT, "b"), (EventKind.NEW_HOST, "c")]


def test_a_port_that_was_not_asked_for_before_is_not_new() -> None:
    narrow = inside(["192.0.2.7/32"], "80")
    assert kinds(by_id(WEB), by_id(WEB, TLS, OTHER), asked_before=narrow) == []


def test_what_is_not_asked_for_any_more_is_not_gone_and_is_kept() -> None:
    narrow = inside(["192.0.2.7/32"], "80")
    assert kinds(by_id(WEB, TLS, OTHER), by_id(WEB), asked_now=narrow) == []
    assert next_baseline(by_id(WEB, TLS, OTHER), by_id(WEB), asked_now=narrow) == by_id(TLS, OTHER, WEB)


def test_what_was_asked_for_and_does_not_respond_is_gone_once() -> None:
    assert kinds(by_id(WEB, TLS), by_id(WEB)) == [(EventKind.GONE, "b")]
    after = next_baseline(by_id(WEB, TLS), by_id(WEB), asked_now=EVERYTHING)
    assert kinds(after, by_id(WEB)) == []


def test_software_certificate_and_content() -> None:
    changed = replace(TLS, product="nginx 1.4", certificate="bb" * 32, content=5)
    found = compare(by_id(TLS), by_id(changed), asked_before=EVERYTHING, asked_now=EVERYTHING)
    assert [(one.kind, one.before, one.after) for one in found] == [
        (EventKind.PRODUCT, "nginx 1.2", "nginx 1.4"),
        (EventKind.CERTIFICATE, "aa" * 8, "bb" * 8),
        (EventKind.CONTENT, "", ""),
    ]


def test_a_service_that_was_not_understood_once_did_not_change() -> None:
    silent = replace(TLS, product="", certificate="", content=0)
    assert kinds(by_id(TLS), by_id(silent)) == []
    after = next_baseline(by_id(TLS), by_id(silent), asked_now=EVERYTHING)
    assert after == by_id(TLS)
    assert kinds(after, by_id(TLS)) == []


def test_a_version_that_is_not_shown_once_did_not_change() -> None:
    named = replace(TLS, product="nginx")
    assert kinds(by_id(TLS), by_id(named)) == []
    assert next_baseline(by_id(TLS), by_id(named), asked_now=EVERYTHING) == by_id(TLS)
    assert kinds(by_id(named), by_id(TLS)) == []


SERVICES = st.dictionaries(
    st.sampled_from("abcdef"), st.tuples(st.integers(1, 9), st.integers(0, 2), st.integers(1, 3)), max_size=6
).map(
    lambda made: {
        id: SeenService(
            service=id, address=f"192.0.2.{host}", port=port, endpoint=f"192.0.2.{host}:{port}",
            product=str(product),
        )
        for id, (host, product, port) in made.items()
    }
)  # fmt: skip


@given(before=SERVICES, now=SERVICES)
def test_the_same_again_is_no_change(
    before: Mapping[str, SeenService], now: Mapping[str, SeenService]
) -> None:
    after = next_baseline(before, now, asked_now=EVERYTHING)
    assert after == now
    assert kinds(after, now) == []
    assert kinds(before, now, asked_before=NOTHING, asked_now=NOTHING) == [
        (EventKind.PRODUCT, id) for id in now if id in before and before[id].product != now[id].product
    ]
