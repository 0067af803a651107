"""The CVEs of a host: merged over its services, in the order in which they matter."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from leftopen.model.cve_list import CveFacts
from leftopen.model.facts import Json
from leftopen.model.observation import Observation
from leftopen.service.search.vulnerabilities import vulnerabilities
from tests.store.samples import seen

ADDRESS = "198.51.100.3"


def no_lists(cves: Iterable[str]) -> Mapping[str, CveFacts]:
    return {}


def with_vulns(port: int, vulns: Json) -> Observation:
    return replace(seen(ADDRESS, port), blocks={"vulns": vulns})


def test_what_two_ports_say_is_one_row_with_the_highest_figures() -> None:
    one = with_vulns(443, {"CVE-2023-44487": {"verified": False, "cvss": 7.5, "epss": 0.2}})
    other = with_vulns(8443, {"CVE-2023-44487": {"verified": True, "cvss": 7.8, "summary": "many streams"}})
    [found] = vulnerabilities([one, other], no_lists)
    assert (found.ports, found.verified, found.kev) == (("443", "8443"), True, False)
    assert (found.cvss, found.epss, found.summary) == (7.8, 0.2, "many streams")


def test_the_exploited_come_first_then_the_verified_then_the_probable() -> None:
    o = with_vulns(
        80,
        {
            "CVE-2020-0001": {"cvss": 9.8},
            "CVE-2020-0002": {"epss": 0.7},
            "CVE-2020-0003": {"verified": True},
            "CVE-2020-0004": {"kev": True},
            "!CVE-2020-0005": {"verified": True},
        },
    )
    assert [one.cve[-1] for one in vulnerabilities([o], no_lists)] == ["4", "3", "2", "1"]


def test_figures_that_are_none_are_left_out() -> None:
    odds: tuple[Json, ...] = ("7.5", True, None, 11, -1, [7.5])
    for odd in odds:
        [found] = vulnerabilities([with_vulns(80, {"CVE-2020-0001": {"cvss": odd, "epss": odd}})], no_lists)
        assert (found.cvss, found.epss) == (None, None), odd
    [found] = vulnerabilities([with_vulns(80, {"CVE-2020-0001": "no object"})], no_lists)
    assert found.cve == "CVE-2020-0001"
    assert vulnerabilities([with_vulns(80, ["CVE-2020-0001"])], no_lists) == []


def test_an_imported_list_is_newer_than_the_banner() -> None:
    asked: list[str] = []

    def lists(cves: Iterable[str]) -> Mapping[str, CveFacts]:
        asked.extend(cves)
        return {
            "CVE-2020-0001": CveFacts(cve="CVE-2020-0001", epss=0.1),
            "CVE-2020-0002": CveFacts(cve="CVE-2020-0002", kev_added="2026-11-01", ransomware=True),
        }

    o = with_vulns(80, {"CVE-2020-0001": {"epss": 0.9, "verified": True}, "CVE-2020-0002": {"epss": 0.2}})
    exploited, other = vulnerabilities([o], lists)
    assert sorted(asked) == ["CVE-2020-0001", "CVE-2020-0002"]
    assert (exploited.kev, exploited.kev_added, exploited.ransomware, exploited.epss) == (
        True, "2026-11-01", True, 0.2,
    )  # fmt: skip
    assert (other.cve, other.epss, other.kev) == ("CVE-2020-0001", 0.1, False)
