from __future__ import annotations

from leftopen.detectors.government_address import detector
from tests.detectors.test_examples import found_by


def test_the_government_itself_and_its_services_count() -> None:
    assert found_by(detector, "jeanne.exemple@exemple.gouv.fr") == ["jeanne.exemple@exemple.gouv.fr"]
    assert not found_by(detector, "jeanne.exemple@exemplegouv.fr")
