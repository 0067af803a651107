"""What crosses the socket comes out as it went in; anything else is refused."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.model.address import Address
from leftopen.model.endpoint import Endpoint
from leftopen.model.evidence import Evidence, LabelCount
from leftopen.model.finding import CheckResult, Finding
from leftopen.model.observation import Observation
from leftopen.model.scope import ScopeRecord
from leftopen.model.severity import Severity
from leftopen.model.shape import Intent, Step
from leftopen.model.site_name import KnownName, NameSource, Unasked, UnaskedNames
from leftopen.model.size import Size
from leftopen.model.transcript import TranscriptLine
from leftopen.model.vantage import Place, Vantage
from leftopen.model.verdict import ExposureKind, opened
from leftopen.net.gate import Counts
from leftopen.pipeline.outcome import CheckOutcome
from leftopen.scope.file import record
from leftopen.service.scanning.endpoint_result import EndpointResult
from leftopen.service.scanning.processes import messages
from leftopen.settings import Settings

NOW = datetime(2026, 3, 4, 5, 6, 7, 891_011, tzinfo=UTC)
ENDPOINT = Endpoint(address=Address.parse("2001:db8::7"), port=8080, realm="lab")
VANTAGE = Vantage(place=Place.INSIDE, name="here")
BLOCKS: dict[str, Any] = {"http": {"status": 200, "deep": [[{"a": None}], 1.5, True], "title": "é"}}
SEEN = Observation(
    id="0f" * 16, service="1e" * 16, endpoint=ENDPOINT, timestamp=NOW, duration=0.25, vantage=VANTAGE,
    scan="5ca1ab1e", clause="allowed", module="http", data="HTTP/1.1 200 OK", hash=-7, tls=True,
    hostnames=("a.example",), cpe=("cpe:/a:b:c",), blocks=BLOCKS,
)  # fmt: skip
JUDGED = CheckResult(
    look="2d" * 16, finding="3c" * 16, service=SEEN.service, observation=SEEN.id, endpoint=ENDPOINT,
    check="mailbox", at=NOW, vantage=VANTAGE, scan=SEEN.scan, clause=SEEN.clause,
    verdict=opened(ExposureKind.DATA, "3 mails"), intent=Intent.UNDETERMINED,
    transcript=(TranscriptLine(sent=True, at=0.1, length=9, digest="ab", excerpt="GET /"),),
    route=(Step(path="/"), Step(path="/m", method="PROPFIND", accept="x/y")),
)  # fmt: skip
FINDING = Finding(
    judged=JUDGED,
    severity=Severity.HIGH,
    size=Size(records=3, oldest=NOW - timedelta(days=9), at_least=True),
    evidence=Evidence(holds=(LabelCount(label="iban", count=2, distinct=1),), origins=(("a.example", 2),)),
)
RESULT = EndpointResult(
    index=7, observation=SEEN, checked=True, suspect=True,
    outcomes=(CheckOutcome(judged=JUDGED, finding=FINDING), CheckOutcome(judged=JUDGED)),
)  # fmt: skip


MAIL = KnownName(name="mail.example.org", sources=frozenset({NameSource.LIST, NameSource.CASE}))


def sent(result: EndpointResult | None) -> messages.Examined:
    report = messages.report(
        messages.pack_message(messages.Examined(index=7, counts=Counts(requests=3), result=result))
    )
    assert isinstance(report, messages.Examined)
    return report


def test_a_whole_result_comes_out_as_it_went_in() -> None:
    assert sent(RESULT).result == RESULT
    assert sent(RESULT).counts == Counts(requests=3)
    assert sent(None).result is None


def test_the_sites_of_a_service_and_what_was_not_asked_come_out_too() -> None:
    left = UnaskedNames(why=Unasked.LIMIT, count=3, examples=("a.example.org",))
    site = replace(RESULT, observation=replace(SEEN, endpoint=replace(ENDPOINT, name="mail.example.org")))
    whole = replace(RESULT, sites=(site, RESULT), asked=2, unasked=(left,))
    assert sent(whole).result == whole


def test_the_configuration_and_the_scope_come_out_as_they_went_in() -> None:
    config = messages.Config(
        settings=Settings(rate=7, contact="soc@example.org"), agent="leftopen", scan="5ca1ab1e",
        key=b"k" * 32, places="/there", checks=False, live={"3c" * 16: JUDGED.route, "4b" * 16: ()},
        names={ENDPOINT.address.packed: (MAIL,)},
    )  # fmt: skip
    assert messages.config(messages.pack_message(config)) == config
    until = NOW + timedelta(days=1)
    allowed: ScopeRecord = record("198.18.0.0/24", authorised_by="A. Owner", until=until, now=NOW)
    pinned = {"www.example.org": (ENDPOINT.address.packed,)}
    domains = {"example": frozenset({"example.org"})}
    scope = messages.ScopeIs(records=(allowed,), pinned=pinned, domains=domains)
    assert messages.order(messages.pack_message(scope)) == scope


@pytest.mark.parametrize("value", ["a\ud800b", "a\0b", 2**159 + 1, -(2**70), 1e300, None])
def test_what_a_probe_reports_comes_out_as_it_went_in_also_where_messagepack_can_not_hold_it(
    value: Any,
) -> None:
    odd = replace(SEEN, blocks={"x": [value], **BLOCKS})
    result = sent(replace(RESULT, observation=odd)).result
    assert result is not None
    assert result.observation == odd


@pytest.mark.parametrize(("text", "stored"), [("a\ud800b", "a\ufffdb"), ("a\udfff\0", "a\ufffd")])
def test_a_text_that_can_not_be_packed_becomes_what_the_store_keeps(text: str, stored: str) -> None:
    result = sent(replace(RESULT, observation=replace(SEEN, product=text))).result
    assert result is not None
    assert result.observation == replace(SEEN, product=stored)


def test_a_text_of_an_outcome_that_can_not_be_packed_costs_nothing_else() -> None:
    """What a check read of the target, in every place that it stands in."""

    def outcome(text: str) -> CheckOutcome:
        evidence = replace(FINDING.evidence, origins=((text, 2),))
        judged = replace(JUDGED, identity=text, verdict=opened(ExposureKind.DATA, text))
        return CheckOutcome(judged=judged, finding=replace(FINDING, judged=judged, evidence=evidence))

    odd = replace(RESULT, outcomes=(outcome("a\ud800"), CheckOutcome(judged=JUDGED)))
    assert sent(odd).result == replace(RESULT, outcomes=(outcome("a\ufffd"), CheckOutcome(judged=JUDGED)))


@given(st.binary(max_size=200))
def test_any_other_bytes_are_refused_with_one_error(data: bytes) -> None:
    for read in (messages.order, messages.report, messages.config):
        try:
            read(data)
        except ValueError:
            continue


@given(st.integers(0, 400), st.integers(1, 255))
def test_a_damaged_result_is_refused_or_is_a_result(at: int, flip: int) -> None:
    whole = bytearray(messages.pack_message(messages.Examined(index=7, counts=Counts(), result=RESULT)))
    whole[at % len(whole)] ^= flip
    try:
        assert isinstance(messages.report(bytes(whole)), messages.Examined | messages.Fault | messages.Alive)
    except ValueError:
        return
