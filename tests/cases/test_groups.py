"""Which cases are one exposure of one server, and which only look alike."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from itertools import permutations

import pytest

from leftopen.cases.groups import Group, Of, count_similar, gather, group_ids
from leftopen.model.case import Case, CaseState
from leftopen.model.severity import Severity
from tests.cases.made_up import START, a_case

HERE = "127.0.0."


def at(number: int, **changes: object) -> Case:
    """The mailbox at another address of 127.0.0.0/24, with no identity of its own."""
    address, port = f"{HERE}{number}", int(str(changes.pop("port", 1080)))
    made: dict[str, object] = {
        "id": f"{number:032x}", "address": address, "port": port, "endpoint": f"{address}:{port}",
        "identity": "", "first_open": START + timedelta(minutes=number),
    }  # fmt: skip
    return a_case(**{**made, **changes})  # type: ignore[arg-type]


def owner(case: Case) -> str:
    return "other" if case.address.endswith(".9") else "mine"


def machine(case: Case) -> str:
    return "this machine" if case.address.startswith(HERE) else ""


def group_cases(cases: list[Case], owner: Of, machine: Of) -> list[Group]:
    return gather(cases, group_ids(cases, owner, machine))


def nowhere(case: Case) -> str:
    return ""


def numbers(groups: Iterable[Group]) -> list[list[int]]:
    return [[int(case.id, 16) for case in group.cases] for group in groups]


def test_eight_addresses_of_one_machine_are_one_group() -> None:
    [group] = group_cases([at(number) for number in range(1, 9)], owner, machine)
    assert (group.id, group.size, len(group.cases)) == (at(1).id, 8, 8)


@pytest.mark.parametrize("identity", ["tls-key:SHA256:1", "ssh-key:SHA256:1", "etcd-cluster:1"])
def test_one_identity_is_one_group_at_any_address_and_port(identity: str) -> None:
    cases = [at(1, identity=identity), at(2, identity=identity, port=8443)]
    assert numbers(group_cases(cases, owner, nowhere)) == [[1, 2]]


@pytest.mark.parametrize(
    "changes",
    [
        {"check": "redis_open"},
        {"realm": "office"},
        {"identity": "tls-key:other"},
        {"identity": ""},
    ],
)
def test_another_check_realm_or_identity_is_another_group(changes: dict[str, object]) -> None:
    cases = [at(1, identity="tls-key:one"), at(2, **{"identity": "tls-key:one", **changes})]
    assert numbers(group_cases(cases, owner, machine)) == [[1], [2]]


@pytest.mark.parametrize("changes", [{"port": 1081}, {"product": "MailHog"}])
def test_one_machine_joins_only_the_same_port_and_product(changes: dict[str, object]) -> None:
    assert numbers(group_cases([at(1), at(2, **changes)], owner, machine)) == [[1], [2]]


def test_two_owners_are_two_groups_whatever_they_share() -> None:
    cases = [at(1, identity="tls-key:one"), at(9, identity="tls-key:one")]
    assert numbers(group_cases(cases, owner, machine)) == [[1], [9]]


def test_empty_servers_that_look_the_same_stay_apart_and_are_a_hint() -> None:
    groups = group_cases([at(1), at(2), at(9), at(3, product="MailHog")], owner, nowhere)
    assert numbers(groups) == [[1], [2], [9], [3]]
    assert list(count_similar(groups).values()) == [2, 2, 2, 0]
    assert list(count_similar(group_cases([at(1), at(2)], owner, machine)).values()) == [0]


def test_two_sites_behind_one_address_are_not_mixed_up() -> None:
    """Nothing tells which site of one address is which of another."""
    cases = [at(1), at(1, id="f" * 32), at(2)]
    assert [group.size for group in group_cases(cases, owner, machine)] == [1, 1, 1]


def test_marks_chain_and_the_order_does_not_matter() -> None:
    cases = [
        at(1, identity="k1"), at(2, identity="k1"),
        at(3, identity="k2"), at(4, identity="k2", port=99, address="192.0.2.4", endpoint="192.0.2.4:99"),
    ]  # fmt: skip
    expected = {at(1).id: at(1).id, at(2).id: at(1).id, at(3).id: at(3).id, at(4).id: at(3).id}
    for order in permutations(cases):
        assert group_ids(order, owner, machine) == expected


def test_a_closed_endpoint_does_not_close_the_group_and_each_keeps_its_state() -> None:
    cases = [at(1, state=CaseState.CLOSED), at(2), at(3, state=CaseState.NOTIFIED)]
    [group] = group_cases(cases, owner, machine)
    assert group.state is CaseState.OPEN
    assert [case.state for case in group.cases] == [CaseState.CLOSED, CaseState.OPEN, CaseState.NOTIFIED]


def test_a_closed_case_joins_no_two_groups() -> None:
    """So the number of open groups is the same with and without the closed cases."""
    far = {"address": "192.0.2.4", "endpoint": "192.0.2.4:1080"}
    live = [at(1), at(4, identity="k1", **far)]
    closed = at(2, identity="k1", state=CaseState.CLOSED)
    assert len(group_cases(live, owner, machine)) == 2
    assert len(set(group_ids([*live, closed], owner, machine).values())) == 2


def test_one_severity_one_window_and_the_largest_counts() -> None:
    worst = at(
        2, severity=Severity.CRITICAL, holds={"iban": 3, "sf86": 1}, last_open=START + timedelta(days=2)
    )
    [group] = group_cases([at(1, severity=Severity.LOW, holds={"iban": 5}), worst], owner, machine)
    assert (group.severity, group.holds) == (Severity.CRITICAL, {"iban": 5, "sf86": 1})
    assert (group.first_open, group.last_open) == (at(1).first_open, START + timedelta(days=2))


def test_a_filter_leaves_the_group_its_id_and_its_size() -> None:
    cases = [at(1), at(2), at(3)]
    [group] = gather(cases[1:], group_ids(cases, owner, machine))
    assert (group.id, group.size, numbers([group])) == (at(1).id, 3, [[2, 3]])
    assert group.first == cases[1]
