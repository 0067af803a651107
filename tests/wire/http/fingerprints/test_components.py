"""What carries a page is named beside the application: servers, proxies, frameworks, by its headers."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.model.channel import Reply
from leftopen.model.component import Component
from leftopen.model.facts import Json, ServiceFacts
from leftopen.wire.http import http_exchanges, http_facts, probe_pages
from leftopen.wire.http.fingerprints.components import RULES, ComponentRule, block, find, merged

GRAFANA = b"<html><head><title>Grafana</title></head></html>"


def page(body: bytes = b"", **headers: str) -> Reply:
    answer = tuple((name.replace("_", "-"), value) for name, value in headers.items())
    return Reply(status=200, headers=answer, body=body)


def read(front: Reply) -> ServiceFacts:
    facts = probe_pages.read(http_exchanges.pack((("/", front),)))
    assert facts is not None
    return facts


def parts(facts: ServiceFacts) -> Json:
    http = facts.blocks["http"]
    assert isinstance(http, dict)
    return http.get("components")


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: f"{rule.name} by {rule.on}")
def test_every_rule_names_its_own_example(rule: ComponentRule) -> None:
    assert rule.on == rule.on.lower()
    found = {one.name: one for one in find(Reply(status=200, headers=((rule.on.upper(), rule.example),)))}
    assert found[rule.name].version == rule.version
    assert found[rule.name].cpe == (f"{rule.cpe}:{rule.version}" if rule.cpe else "")
    assert len(found) == 1


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: f"{rule.name} by {rule.on}")
def test_no_rule_is_slow_on_a_long_value(rule: ComponentRule) -> None:
    assert re.compile(rule.pattern)
    for piece in ("1", "a/1", "varnish", "(squid/", rule.example):
        find(Reply(status=200, headers=((rule.on, piece * 20_000),)))


@pytest.mark.parametrize(
    "server", ["", "engine x", "my-nginx/1.2", "Apachee/2", "Apache-Coyote/1.1", "envoys"]
)
def test_near_misses_are_no_component(server: str) -> None:
    assert find(page(server=server)) == ()


def test_an_application_behind_a_proxy_is_named_with_it() -> None:
    facts = read(page(GRAFANA, Server="nginx/1.26.3", Via="1.1 made-up (squid/6.13)"))
    assert (facts.product, facts.version, facts.info) == ("Grafana", "", "nginx/1.26.3")
    assert parts(facts) == {
        "Nginx": {"categories": ["Web servers", "Reverse proxies"], "versions": ["1.26.3"]},
        "Squid": {"categories": ["Caching", "Reverse proxies"], "versions": ["6.13"]},
    }
    assert facts.cpe == ("cpe:/a:f5:nginx:1.26.3", "cpe:/a:squid-cache:squid:6.13")


def test_so_is_an_application_with_a_probe_of_its_own() -> None:
    facts = http_facts.facts(
        page(Server="nginx/1.26.3"), {}, product="Made-Up DB", version="2.1", cpe="cpe:/a:made_up:db"
    )
    assert facts is not None
    assert (facts.product, facts.info) == ("Made-Up DB", "nginx/1.26.3")
    assert facts.cpe == ("cpe:/a:made_up:db:2.1", "cpe:/a:f5:nginx:1.26.3")


def test_a_server_without_an_application_is_product_and_component() -> None:
    facts = read(page(Server="nginx/1.26.3"))
    assert (facts.product, facts.version, facts.cpe) == ("nginx", "1.26.3", ("cpe:/a:f5:nginx:1.26.3",))
    assert parts(facts) == {
        "Nginx": {"categories": ["Web servers", "Reverse proxies"], "versions": ["1.26.3"]}
    }


def test_a_page_without_marks_has_no_components() -> None:
    assert parts(read(page(GRAFANA))) is None


def test_two_marks_of_one_component_are_one() -> None:
    plain = Component(name="Varnish", categories=("Caching",))
    versioned = Component(
        name="Varnish", categories=("CDN",), version="7.5", cpe="cpe:/a:made_up:varnish:7.5"
    )
    (one,) = merged((plain, versioned, plain))
    assert (one.version, one.categories) == ("7.5", ("Caching", "CDN"))
    assert block(find(page(via="1.1 varnish", x_varnish="3277"))) == {"Varnish": {"categories": ["Caching"]}}


@given(st.sampled_from(RULES), st.text(max_size=400))
def test_any_header_is_read(rule: ComponentRule, value: str) -> None:
    for one in find(Reply(status=200, headers=((rule.on, value),))):
        assert one.version == "" or one.version in value
