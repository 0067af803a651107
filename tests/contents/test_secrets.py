"""A key is nobody's data, and is hidden all the same: in banners, blocks, excerpts and evidence."""

from __future__ import annotations

import base64
import json
import random
from collections.abc import Iterator

import pytest

from leftopen.catalogue import detectors, readers
from leftopen.contents import Contents
from leftopen.model.category import Category
from leftopen.model.detector import Detector
from leftopen.model.sample import Sample
from leftopen.model.severity import Severity
from leftopen.present.evidence_json import evidence_field

RAW = base64.b64encode(random.Random(7).randbytes(1200)).decode()
LINES = [RAW[at : at + 64] for at in range(0, len(RAW), 64)]
PEM = "-----BEGIN RSA PRIVATE KEY-----\n" + "\n".join(LINES) + "\n-----END RSA PRIVATE KEY-----\n"
AWS = "AK" + "IA" + "QZ7EGMADEUPKEY23"
GITHUB = "gh" + "p_" + RAW.replace("+", "a").replace("/", "b")[:36]
ACCOUNT = "Account" + "Key=" + RAW[:86] + "=="
SECRETS = {"pem": PEM, "aws": AWS, "github": GITHUB, "account": ACCOUNT}


@pytest.fixture(scope="module")
def contents() -> Iterator[Contents]:
    built = Contents.build(detectors(), readers(), b"k" * 32)
    yield built
    built.close()


def pieces(secret: str) -> list[str]:
    """What must not be seen: ten characters from anywhere but the documented prefix."""
    bare = "".join(line for line in secret.splitlines() if "-----" not in line).partition("=")
    body = bare[2].rstrip("=") if bare[0] == "AccountKey" else bare[0]
    return [body[at : at + 10] for at in range(5, len(body) - 10, 7)]


@pytest.mark.parametrize("kind", SECRETS)
def test_a_secret_in_a_banner_is_masked(contents: Contents, kind: str) -> None:
    banner = f"220 example ready {SECRETS[kind]} ok"
    for shown in (
        contents.mask(banner),
        contents.mask(banner, 200),
        *contents.excerpts([banner.encode(), b"220 ready"]),
        json.dumps(contents.masker.block({"motd": banner, "list": [{"key": SECRETS[kind]}]})),
        json.dumps(contents.masker.block({SECRETS[kind]: 1})),
    ):
        assert [piece for piece in pieces(SECRETS[kind]) if piece in shown] == []


@pytest.mark.parametrize("kind", SECRETS)
def test_a_secret_in_a_sample_is_evidence_without_it(contents: Contents, kind: str) -> None:
    text = f"see {SECRETS[kind]} end"
    evidence = contents.classify(
        Sample((f"{SECRETS[kind][:12]}.txt", "text/plain", text.encode())), Severity.LOW
    )
    assert [(held.label, held.count) for held in evidence.holds] == [
        ("private_key" if kind == "pem" else "cloud_key", 1)
    ]
    assert evidence.severity is Severity.HIGH
    assert [piece for piece in pieces(SECRETS[kind]) if piece in repr(evidence)] == []


def test_a_hundred_keys_are_no_hundred_people(contents: Contents) -> None:
    keys = "\n".join(
        "AK" + "IA" + f"QZ7EGMADEUP{tail:05d}".translate(str.maketrans("0189", "ABCD")) for tail in range(150)
    )
    evidence = contents.classify(Sample(("keys", "text/plain", keys.encode())), Severity.LOW)
    assert evidence.holds[0].distinct == 150
    assert evidence.severity is Severity.HIGH


def test_a_name_before_its_value_in_a_block_is_enough(contents: Contents) -> None:
    secret = RAW.replace("=", "")[:40]
    assert contents.masker.block({"aws_secret_access_key": secret}) == {"aws_secret_access_key": "****"}


def test_a_secret_detector_without_a_mask_is_refused() -> None:
    bare = Detector(
        label="x",
        category=Category.CREDENTIAL,
        pattern="x",
        severity=Severity.LOW,
        hits=(),
        misses=(),
        secret=True,
    )
    with pytest.raises(TypeError, match="no mask: \\['bare'\\]"):
        Contents.build({"bare": bare}, {}, b"k")


def test_what_was_left_unread_is_in_the_evidence(contents: Contents) -> None:
    sample = Sample(("a.txt", "text/plain", b"made up"), left=4, cut=1)
    evidence = contents.classify(sample, Severity.LOW)
    assert (evidence.items, evidence.left, evidence.cut) == (1, 4, 1)
    line = evidence_field(evidence)
    assert (line["items"], line["left"], line["cut"]) == (1, 4, 1)
