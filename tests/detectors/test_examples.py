"""Every detector against its own examples, and against ordinary text that holds nothing."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from leftopen.catalogue import detectors
from leftopen.model.context_words import exact
from leftopen.model.detector import Detector
from tests.each import each

DETECTORS = detectors()

ORDINARY = """
192.0.2.7 - - [12/Feb/2023:10:11:12 +0000] "GET /files/report-2023-02-12.pdf HTTP/1.1" 200 45 1234
192.0.2.8 - - [12/Feb/2023:10:11:13 +0000] "GET /a.php?id=123456789&t=1676196672 HTTP/1.1" 404 153
2023-02-12T10:11:14Z kernel: usb 1-1.2: new high-speed device number 123-45-678 (idProduct=0002)
job 891234567 finished in 12.34.5678 s; sha1 da39a3ee5e6b4b0d3255bfef95601890afd80709
uuid 3f2504e0-4f89-11d3-9a0c-0305e82c3301 phone +1 (555) 555-0123 fax 555.555.0199 isbn 978-3-16-148410-0
Dear all, the committee keeps it confidential. It is no secret that the controlled test failed.
CONFIDENTIALITY NOTICE: this message may contain confidential information.
Our top secret sauce is for sale; (C) 2022 Example Ltd. Items: bolt(S), nut(S).
Contract law is taught on Mondays; order 66 is not. Part no. AB1234-22-7-0001, build QWERTY2023X0001.
see @media print and logo@2x.png, npm i foo@1.2.3, ssh root@localhost
"""


def found_by(detector: Detector, text: str) -> list[str]:
    flags = re.ASCII | re.MULTILINE | (re.IGNORECASE if detector.ignore_case else 0)
    matches = re.finditer(detector.pattern, text, flags)
    return [found.group() for found in matches if _in_context(detector, found) and detector.accept(found)]


def _in_context(detector: Detector, found: re.Match[str]) -> bool:
    if not detector.context:
        return True
    start, end = max(0, found.start() - detector.reach), found.end() + detector.reach
    return exact(detector.context).search(found.string, start, end) is not None


@each("name", DETECTORS)
def test_its_hits_are_found(name: str) -> None:
    assert [text for text in DETECTORS[name].hits if not found_by(DETECTORS[name], text)] == []


@each("name", DETECTORS)
def test_its_misses_are_not_found(name: str) -> None:
    assert [text for text in DETECTORS[name].misses if found_by(DETECTORS[name], text)] == []


@each("name", DETECTORS)
def test_one_miss_would_deceive_the_pattern_alone(name: str) -> None:
    detector = DETECTORS[name]
    flags = re.ASCII | re.MULTILINE | (re.IGNORECASE if detector.ignore_case else 0)
    assert any(re.search(detector.pattern, text, flags) for text in detector.misses)


@each("name", DETECTORS)
def test_logs_and_prose_hold_nothing(name: str) -> None:
    assert found_by(DETECTORS[name], ORDINARY) == []


@each("name", DETECTORS)
def test_what_is_hidden_is_masked(name: str) -> None:
    detector = DETECTORS[name]
    if not detector.hidden:
        return
    assert detector.mask is not None
    for text in detector.hits:
        for value in found_by(detector, text):
            assert found_by(detector, f"ssn {detector.mask(value)}") == []


@given(st.text(alphabet="0123456789-. /:\nsSN#CUITOPERA()[]@gov.mil=_", max_size=200))
def test_the_second_look_never_raises(text: str) -> None:
    for detector in DETECTORS.values():
        found_by(detector, text)
