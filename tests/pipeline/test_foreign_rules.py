"""The user's rule files over loopback: they name what leftopen does not, and change nothing that it names."""

from __future__ import annotations

import asyncio
import hashlib
import time
from dataclasses import replace

import pytest

from leftopen.formats import nmap_service_probes, recog_xml, wappalyzer_json
from leftopen.model.facts import Json, ServiceFacts
from leftopen.model.observation import Observation
from leftopen.pipeline.foreign_rules import ForeignRules, Received, complete
from leftopen.pipeline.identify import identify
from leftopen.wire.http import http_exchanges, probe_pages
from tests.formats.test_nmap_service_probes import MADE_UP
from tests.formats.test_recog_xml import SSH
from tests.formats.test_wappalyzer_json import FILES
from tests.pipeline.loopback import Loopback, Talk
from tests.pipeline.test_identify import saying
from tests.pipeline.walking import Made, at
from tests.pipeline.web import Web, page

ICON = b"\0\0\1\0made-up icon"
FAVICON = b"""<fingerprints matches="favicon.md5"><fingerprint pattern="^%s$">
<param pos="0" name="service.product" value="Icon Program"/></fingerprint></fingerprints>""" % hashlib.md5(
    ICON
).hexdigest().encode()
NMAP = nmap_service_probes.read(MADE_UP)
RECOG = recog_xml.read([SSH, FAVICON])
WAPPALYZER = wappalyzer_json.read(FILES)
BY_NMAP = ForeignRules(nmap=lambda: NMAP)
BY_RECOG = ForeignRules(recog=lambda: RECOG)
BY_WAPPALYZER = ForeignRules(wappalyzer=lambda: WAPPALYZER)
ALL = ForeignRules(nmap=lambda: NMAP, recog=lambda: RECOG, wappalyzer=lambda: WAPPALYZER)


def heard(talk: Talk, rules: ForeignRules) -> Observation:
    making = Made()
    with Loopback() as loopback, making.context().session() as context:
        seen = asyncio.run(identify(at(loopback.serve(talk)), making.permit, replace(context, rules=rules)))
    assert making.faults == []
    return seen


def http(seen: Observation) -> dict[str, Json]:
    block = seen.blocks["http"]
    assert isinstance(block, dict)
    return block


def test_a_greeting_that_no_probe_knows_is_named_by_nmaps_rules() -> None:
    seen = heard(saying(b"NOISE 220 Made-Up"), BY_NMAP)
    assert (seen.module, seen.product) == ("unknown", "")
    seen = heard(saying(b"ODD 1_2_3 and more text\r\n"), BY_NMAP)
    assert (seen.module, seen.product, seen.version) == ("unknown", "Odd/One", "1.2.3")
    assert seen.blocks["named_by"] == "nmap"


def test_a_known_protocol_gets_product_version_and_cpe() -> None:
    seen = heard(saying(b"220 Made-Up FTP 2.4b ready.\r\n"), BY_NMAP)
    assert (seen.module, seen.product, seen.version) == ("ftp", "Made-Up ftpd", "2.4b")
    assert seen.cpe == ("cpe:/a:made_up:ftpd:2.4b", "cpe:/o:made_up:unix")
    assert heard(saying(b"220 Made-Up FTP 2.4b ready.\r\n"), ForeignRules()).product == ""


def test_a_page_is_named_by_the_rules_for_pages() -> None:
    seen = heard(Web(lambda path: page(200, b"<html>", server="MadeUp/1.2.3")), BY_NMAP)
    assert (seen.module, seen.product, seen.version) == ("http", "Made-Up httpd", "1.2.3")
    assert seen.cpe == ("cpe:/a:made_up:httpd:1.2.3",)


def test_recogs_rules_name_by_banner_and_by_icon() -> None:
    seen = heard(saying(b"SSH-2.0-MadeSSH_2.1 b7\r\n"), BY_RECOG)
    assert (seen.module, seen.product, seen.version) == ("ssh", "Made-Up SSH Server", "2.1")
    assert (seen.cpe, seen.blocks["named_by"]) == (("cpe:/a:made_up:ssh:2.1",), "recog")
    icon = page(200, ICON, content_type="image/x-icon")
    web = Web(lambda path: icon if path == "/favicon.ico" else page(200, b"<html>"))
    assert heard(web, BY_RECOG).product == "Icon Program"


def test_wappalyzers_rules_name_the_components_and_an_application() -> None:
    body = b"<html><meta name=generator content='MadePress 6.1'><script src=/madelib-3.7.js></script>"
    seen = heard(Web(lambda path: page(200, body, x_powered_by="PHP/8.2.28")), BY_WAPPALYZER)
    assert (seen.product, seen.version) == ("MadePress", "6.1")
    assert seen.blocks["named_by"] == "wappalyzer"
    assert http(seen)["components"] == {
        "PHP": {"categories": ["Programming languages"], "versions": ["8.2.28"]},
        "MadePress": {"categories": ["CMS"], "versions": ["6.1"]},
        "Made PHP": {"categories": [], "versions": ["8.2.28"]},
        "madelib": {"categories": ["JavaScript libraries"], "versions": ["3.7"]},
    }
    assert set(seen.cpe) == {"cpe:/a:made_up:madepress:6.1", "cpe:/a:php:php:8.2.28"}


def test_what_leftopen_names_stays_as_it_is() -> None:
    named = page(200, b"<title>Grafana</title><script src=madelib.js>", server="MadeUp/1.2.3")
    own, seen = (heard(Web(lambda path: named), rules) for rules in (ForeignRules(), ALL))
    assert (seen.product, seen.version, seen.info, seen.cpe) == (
        own.product,
        own.version,
        own.info,
        own.cpe,
    )
    assert own.product == "Grafana"
    assert "named_by" not in seen.blocks
    assert http(seen)["components"] == {
        "madelib": {"categories": ["JavaScript libraries"], "versions": ["old"]}
    }


@pytest.mark.parametrize(
    ("product", "server", "module", "kept"),
    [
        ("MadeUp", "MadeUp/1.2.3", "http", False),
        ("nginx", "nginx/1.2.3", "http", True),
        ("MadeUp DB", "MadeUp/1.2.3", "http", True),
        ("MadeUp", "MadeUp/1.2.3", "couchdb", True),
    ],
)
def test_the_word_of_the_server_header_is_no_rules_name(
    product: str, server: str, module: str, kept: bool
) -> None:
    data = b"HTTP/1.1 200 OK\r\nServer: MadeUp/1.2.3\r\n\r\n"
    facts = ServiceFacts(data=data, product=product, blocks={"http": {"server": server}})
    received = Received(module=module, first=data, opener=probe_pages.OPENER, raw=data)
    found = asyncio.run(complete(BY_NMAP, received, facts, time.monotonic))
    assert found.product == (product if kept else "Made-Up httpd")
    assert ("named_by" in found.blocks) is not kept


def test_the_response_to_another_opener_is_no_greeting_and_no_page() -> None:
    data = b"ODD 1_2_3"
    for opener, product in ((b"", "Odd/One"), (probe_pages.OPENER, ""), (b"PING\r\n", "")):
        received = Received(module="unknown", first=data, opener=opener, raw=data)
        facts = asyncio.run(complete(BY_NMAP, received, ServiceFacts(data=data), time.monotonic))
        assert facts.product == product


def test_a_named_service_costs_nothing() -> None:
    def never() -> nmap_service_probes.NmapProbes:
        raise AssertionError("the rules were read")

    rules = ForeignRules(nmap=never)
    facts = ServiceFacts(data=b"x", product="Known", blocks={"http": {}})
    received = Received(module="http", first=b"x", opener=b"", raw=b"x")
    assert asyncio.run(complete(rules, received, facts, time.monotonic)) is facts


@pytest.mark.parametrize("raw", [b"", b"\xff" * 5000, b"HTTP/1.1 200 OK\r\n\r\n", http_exchanges.MARK + b"{"])
@pytest.mark.parametrize("module", ["http", "ssh", "smtp", "unknown"])
def test_anything_received_gives_facts(raw: bytes, module: str) -> None:
    received = Received(module=module, first=raw, opener=b"", raw=raw)
    facts = ServiceFacts(data=raw, blocks={"http": {}})
    assert asyncio.run(complete(ALL, received, facts, time.monotonic)).data == raw
