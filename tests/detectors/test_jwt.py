from __future__ import annotations

import base64
import json

from leftopen.detectors.jwt import detector
from tests.detectors.test_examples import found_by


def test_a_token_of_any_algorithm_is_found() -> None:
    for algorithm in ("ES256", "PS512", "EdDSA"):
        parts = ({"typ": "JWT", "alg": algorithm}, {"sub": "roe", "n": 1})
        head, body = (
            base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=") for part in parts
        )
        assert found_by(detector, f"{head}.{body}.{'c2ln' * 8}")
