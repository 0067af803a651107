from __future__ import annotations

from leftopen.contents.find import Finder
from leftopen.detectors.network_device_secret import detector
from tests.detectors.test_examples import found_by


def test_the_secret_alone_is_the_value() -> None:
    [hit] = Finder({"made_up": detector}).find("tacacs-server key 7 0822455D0A16 ")
    assert hit.value == "0822455D0A16"
    assert not found_by(detector, "the tacacs-server key was changed")
