"""Recog's format on made-up fingerprints: first match of a kind, parameters from groups, CPE templates."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.formats.recog_xml import RecogRules, read
from leftopen.model.foreign_name import ForeignName

SSH = b"""<?xml version="1.0" encoding="UTF-8"?>
<!-- made up -->
<fingerprints matches="ssh.banner" protocol="ssh" database_type="service" preference="0.90">
  <fingerprint pattern="^(?:Bare)SSH$"><description>a maker only</description>
    <param pos="0" name="service.vendor" value="Made Up"/>
  </fingerprint>
  <fingerprint pattern="^Made_?SSH[-_]([\\d.]+)(?: (\\S+))?$" flags="REG_ICASE">
    <description>Made-Up SSH</description>
    <example service.version="2.1">MadeSSH_2.1</example>
    <param pos="0" name="service.vendor" value="Made-Up"/>
    <param pos="0" name="service.product" value="SSH Server"/>
    <param pos="1" name="service.version"/>
    <param pos="0" name="service.cpe23" value="cpe:/a:made_up:ssh:{service.version}"/>
    <param pos="2" name="os.version"/>
    <param pos="0" name="os.cpe23" value="cpe:/o:made_up:os:-"/>
  </fingerprint>
  <fingerprint pattern="^MadeSSH"><param pos="0" name="service.product" value="Later"/></fingerprint>
  <fingerprint><param pos="0" name="service.product" value="No pattern"/></fingerprint>
  <fingerprint pattern="("><param pos="0" name="service.product" value="No regular expression"/></fingerprint>
</fingerprints>"""
TITLES = b"""<fingerprints matches="html_title">
  <fingerprint pattern="^Camera (X\\d+)$">
    <param pos="0" name="hw.vendor" value="Looker"/><param pos="1" name="hw.product"/>
  </fingerprint>
  <fingerprint pattern="^Made-Up &amp; Sons$">
    <param pos="0" name="service.product" value="Made-Up Shop"/>
  </fingerprint>
</fingerprints>"""
BOMB = b'<!DOCTYPE x [<!ENTITY a "aaaa">]><fingerprints matches="html_title">&a;</fingerprints>'
RULES = read([SSH, TITLES, BOMB, b"<broken"])


def named(rules: RecogRules = RULES, **answer: str) -> ForeignName | None:
    return rules.name({kind.replace("__", "."): text for kind, text in answer.items()}, lambda: False)


def test_a_banner_is_named_with_version_and_cpe() -> None:
    assert named(ssh__banner="madessh-2.1 b7") == ForeignName(
        product="Made-Up SSH Server", version="2.1", cpe=("cpe:/a:made_up:ssh:2.1",), source="recog"
    )


def test_the_order_of_the_kinds_decides_and_a_kind_without_a_product_passes_on() -> None:
    found = named(ssh__banner="BareSSH", html_title="Made-Up & Sons")
    assert found is not None
    assert found.product == "Made-Up Shop"
    found = named(html_title="Camera X7", ssh__banner="MadeSSH_2.1")
    assert found is not None
    assert (found.product, found.version, found.cpe) == ("Looker X7", "", ())


@pytest.mark.parametrize("text", ["", "OtherSSH", "xMadeSSH_2.1", "("])
def test_what_no_fingerprint_matches_has_no_name(text: str) -> None:
    assert named(ssh__banner=text) is None
    assert named(html_title="MadeSSH_2.1", nothing="MadeSSH_2.1") is None


def test_what_cannot_be_read_is_counted() -> None:
    assert RULES.skipped == 3
    assert {kind: len(rules) for kind, rules in RULES.rules.items()} == {"ssh.banner": 4, "html_title": 2}


def test_it_ends_when_it_is_late() -> None:
    assert RULES.name({"ssh.banner": "MadeSSH_2.1"}, lambda: True) is None


@given(st.binary(max_size=200), st.text(max_size=60))
def test_any_file_and_any_text_are_read(file: bytes, text: str) -> None:
    for raw in (file, SSH[: len(file) * 7], SSH + file):
        found = named(read([raw, TITLES]), ssh__banner=text, html_title=text)
        assert found is None or found.product
