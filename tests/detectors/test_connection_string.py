from __future__ import annotations

from leftopen.contents.find import Finder
from leftopen.detectors.connection_string import detector
from tests.detectors.test_examples import found_by


def test_only_the_password_is_the_value() -> None:
    [hit] = Finder({"connection_string": detector}).find("ftp://roe:Kestrel41@files.example/x")
    assert hit.value == "Kestrel41"
    assert not found_by(detector, "ftp://roe@files.example/x")
