from __future__ import annotations

from leftopen.detectors.coordinates import detector


def test_the_degrees_are_shown() -> None:
    assert detector.mask is not None
    assert detector.mask("geo:48.856614,2.352222") == "geo:48.******,2.******"
    assert not detector.of_person
