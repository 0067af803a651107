from __future__ import annotations

import time

import pytest

from leftopen.detectors.cloud_key import PART, detector
from tests.detectors.test_examples import found_by

# Made up, and put together here, so that nobody takes them for keys.
KEYS = {
    "aws": "AK" + "IA" + "QZ7EGMADEUPKEY23",
    "aws temporary": "AS" + "IA" + "QZ7EGMADEUPKEY45",
    "google": "AI" + "za" + PART + "Sy4_-Ab3De5Fg7H",
    "github": "gh" + "s_" + PART + "AbCdEfGhIjKlMnOp",
    "github fine-grained": "github" + "_pat_" + PART + "Ab_" + PART * 2 + PART[:19],
    "gitlab": "gl" + "pat-" + PART,
    "slack": "xo" + "xp-123456789012-123456789012-123456789012-" + PART,
    "slack app": "xa" + "pp-1-A0123456789-1234567890123-" + "0123456789abcdef" * 4,
    "slack webhook": "hooks.slack.com/" + "services/T01234567/B01234567/" + PART,
}


@pytest.mark.parametrize("kind", KEYS)
@pytest.mark.parametrize("around", ["{}", "key={};", '"{}"', "export K={}\n", "https://{}"])
def test_a_documented_form_is_found_whole(kind: str, around: str) -> None:
    assert found_by(detector, around.format(KEYS[kind])) == [KEYS[kind]]


@pytest.mark.parametrize("kind", KEYS)
def test_nothing_of_the_key_is_shown(kind: str) -> None:
    assert detector.mask is not None
    shown = detector.mask(KEYS[kind])
    assert shown.endswith("****")
    assert not any(KEYS[kind][-at - 6 : -at] in shown for at in range(1, 10))


@pytest.mark.parametrize(
    "text",
    [
        "aws_secret_access_key = {}",
        "AWS_SECRET_ACCESS_KEY={}",
        '"SecretAccessKey": "{}"',
        "secret_access_key: '{}'",
        ":secret_access_key => '{}'",
    ],
)
def test_the_secret_half_of_a_pair_is_found_behind_its_name(text: str) -> None:
    secret = PART + PART[::-1]
    (value,) = found_by(detector, text.format(secret))
    assert detector.mask is not None
    assert secret[:6] not in detector.mask(value)


@pytest.mark.parametrize(
    "text", ["AccountKey={}==;EndpointSuffix=x", '"AccountKey": "{}=="', "accountkey = {}=="]
)
def test_storage_accounts_are_found(text: str) -> None:
    assert len(found_by(detector, text.format(PART * 4 + "abcDEF"))) == 1


def test_a_placeholder_is_none() -> None:
    assert found_by(detector, "AK" + "IA" + "A" * 16) == []
    assert found_by(detector, "AccountKey=" + "x" * 86 + "==") == []


def test_base64_is_read_in_linear_time() -> None:
    began = time.process_time()
    found_by(
        detector, "AKIA" * 200_000 + "xoxb-" * 100_000 + "A0_-" * 100_000 + "secret_access_key=" * 20_000
    )
    assert time.process_time() - began < 10
