from __future__ import annotations

from leftopen.contents.digests import keyed_digest, of_value

KEY = b"k" * 32


def test_spelling_does_not_matter_and_the_detector_does() -> None:
    spellings = {
        of_value(KEY, "us_ssn", value) for value in ("891-23-4567", "891 23 4567", "891.23.4567", "891234567")
    }
    assert len(spellings) == 1
    assert of_value(KEY, "piid", "891234567") not in spellings


def test_addresses_keep_their_dots() -> None:
    assert of_value(KEY, "email_address", "A.B@x.example") == of_value(
        KEY, "email_address", "a.b%40X.example"
    )
    assert of_value(KEY, "email_address", "ab@x.example") != of_value(KEY, "email_address", "a.b@x.example")


def test_another_key_gives_another_digest() -> None:
    # RFC 4231, test case 2
    assert keyed_digest(b"Jefe", b"what do ya want for nothing?").startswith(
        "5bdcc146bf60754e6a042426089575c7"
    )
    assert keyed_digest(KEY, b"x") != keyed_digest(b"j" * 32, b"x")
