"""What the view of one service is made of, field by field."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

import pytest

from leftopen.model.facts import Json
from leftopen.model.field_group import EVERYTHING, NOTHING, TALK, FieldGroup
from leftopen.model.location import Location
from leftopen.model.observation import Observation
from leftopen.model.vantage import Place, Vantage
from leftopen.store.observations.merge import MOST_NAMES, merged, order
from tests.store.random_looks import random_look
from tests.store.samples import NOON, seen

DAY = timedelta(days=1)
BY = {
    "own": TALK, "silent": NOTHING, "masscan": NOTHING, "nmap": NOTHING, "shodan": EVERYTHING,
    "httpx": FieldGroup.HTTP, "naabu": NOTHING,
}  # fmt: skip


def look(by: str, day: int, **more: object) -> Observation:
    o = replace(seen(at=NOON + day * DAY, data=f"{by} {day}"), sees=BY[by])
    vantage = Vantage(place=Place.INSIDE, name=by)
    return replace(o, clause=o.clause if by in ("own", "silent") else "", vantage=vantage, **more)  # type: ignore[arg-type]


def ports(day: int) -> Observation:
    return look("masscan", day, module="unknown", data="")


def test_a_look_that_could_not_see_a_field_empties_none() -> None:
    rich = look("nmap", 0, product="nginx", version="1.25", hostnames=("a.example",))
    view = merged([rich, ports(1), look("silent", 2, module="unknown", data="")])
    assert (view.timestamp, view.product, view.version, view.data) == (
        NOON + 2 * DAY,
        "nginx",
        "1.25",
        "nmap 0",
    )
    assert view.hostnames == ("a.example",)
    assert {origin.source for origin in view.origins} == {"nmap"}
    assert {origin.at for origin in view.origins} == {NOON}


def test_one_that_could_and_did_not_does() -> None:
    view = merged([look("nmap", 0, product="nginx", hostnames=("a.example",)), look("own", 1)])
    assert (view.product, view.hostnames) == ("", ("a.example",))


def test_names_of_tools_that_see_some_add_up() -> None:
    some = [look("nmap", 0, hostnames=("a.example", "b.example")), look("naabu", 1, hostnames=("c.example",))]
    twin = replace(look("naabu", 1, hostnames=("d.example",), data="twin"), id="9" * 64)
    assert set(merged([*some, twin]).hostnames) == {f"{name}.example" for name in "abcd"}
    whole = look("shodan", 2, hostnames=("e.example",))
    assert merged([*some, twin, whole]).hostnames == ("e.example",)
    assert merged([whole, look("naabu", 3, hostnames=("c.example",))]).hostnames == ("c.example", "e.example")
    other = look("naabu", 3, hostnames=("f.example",), module="ssh")
    assert merged([*some, other]).hostnames == ("f.example",)


def test_names_are_bounded() -> None:
    some = [look("naabu", day, hostnames=(f"n{day}.example",)) for day in range(MOST_NAMES + 9)]
    view = merged(some)
    assert (len(view.hostnames), view.hostnames[0]) == (MOST_NAMES, f"n{MOST_NAMES + 8}.example")


@pytest.mark.parametrize(
    "other",
    [
        {"module": "ssh"},
        {"identity": "tls-key:2"},
        {"product": "Apache"},
    ],
)
def test_another_server_begins_anew(other: dict[str, str]) -> None:
    first = look("own", 0, product="nginx", identity="tls-key:1", hostnames=("a.example",), tags=("cloud",))
    view = merged([first, ports(1), look("own", 2, **{"product": "nginx", "identity": "tls-key:1"} | other)])
    assert (view.hostnames, view.tags, view.origins) == ((), (), ())


def test_names_of_the_same_protocol_are_the_same_server() -> None:
    names = look("nmap", 0, module="http-proxy", hostnames=("a.example",))
    assert merged([names, look("own", 1, module="https")]).hostnames == ("a.example",)


def test_another_kind_of_key_is_no_contradiction() -> None:
    first = look("own", 0, identity="tls-key:1", tags=("cloud",))
    assert merged([first, look("own", 1, identity="ssh-key:2")]).tags == ("cloud",)


def test_what_another_tool_calls_the_product_is_no_contradiction() -> None:
    first = look("nmap", 0, product="nginx reverse proxy", hostnames=("a.example",))
    assert merged([first, look("own", 1, product="nginx")]).hostnames == ("a.example",)


@pytest.mark.parametrize(
    ("version", "left"), [("1.24", ["CVE-2024-0001"]), ("", ["CVE-2024-0001"]), ("1.25", [])]
)
def test_vulnerabilities_go_with_their_version(version: str, left: list[str]) -> None:
    vulns: Mapping[str, Json] = {"vulns": {"CVE-2024-0001": {}}}
    first = look("shodan", 0, product="nginx", version="1.24", blocks=vulns)
    view = merged([first, look("own", 1, product="nginx", version=version)])
    assert list(view.blocks.get("vulns", {})) == left  # type: ignore[arg-type]


def test_objects_of_protocols_are_merged_by_their_group() -> None:
    page, shop = {"http": {"title": "first"}}, {"http": {"title": "second"}}
    first = look(
        "shodan", 0, blocks={**page, "ssl": {"jarm": "x"}, "mqtt": {}}, location=Location(country_code="FR")
    )
    view = merged([first, look("httpx", 1, data="", blocks=shop)])
    assert view.blocks == {**shop, "ssl": {"jarm": "x"}, "mqtt": {}}
    assert view.location.country_code == "FR"
    assert {origin.group for origin in view.origins} >= {
        FieldGroup.TLS,
        FieldGroup.BANNER,
        FieldGroup.LOCATION,
    }


def test_a_month_of_port_lists_ends_as_after_a_fresh_full_scan() -> None:
    """A port list each day, Nmap each week, one scan of our own in the middle."""
    days = [ports(day) for day in range(30)]
    weeks = [replace(look("nmap", day, product="nginx", version="1.25", hostnames=("a.example",)), data="")
             for day in range(0, 30, 7)]  # fmt: skip
    scan = look("own", 15, product="nginx", version="1.25", identity="tls-key:1", tls=True,
                blocks={"ssl": {"cert": {"subject": {"CN": "a.example"}}}})  # fmt: skip
    view = merged([*days, *weeks, scan])
    fresh = merged([look("nmap", 0, product="nginx", version="1.25", hostnames=("a.example",)), scan])
    wanted = ("product", "version", "identity", "tls", "hostnames", "blocks", "data", "module")
    assert [getattr(view, name) for name in wanted] == [getattr(fresh, name) for name in wanted]
    assert view.timestamp == NOON + 29 * DAY


@pytest.mark.parametrize("seed", range(500))
def test_any_order_and_any_cut_give_the_same_view(seed: int) -> None:
    rng = random.Random(seed)
    looks = [random_look(rng, "192.0.2.7", hour) for hour in range(rng.randint(1, 8))]
    view = merged(looks)
    assert merged(rng.sample(looks, len(looks))) == view
    assert merged([*looks, *looks]) == view
    ordered = sorted(looks, key=order)
    cut = rng.randint(1, len(looks))
    assert merged([merged(ordered[:cut]), *ordered[cut:]]) == view
    assert merged([view, ordered[-1]]) == view
    for group in FieldGroup:
        assert sum(origin.group is group for origin in view.origins) <= 1
