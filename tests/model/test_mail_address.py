"""One plain mail address, and what is none."""

from __future__ import annotations

import pytest

from leftopen.model.mail_address import is_mail_address


@pytest.mark.parametrize("text", ["soc@example.org", "a.b+c@x-y.example", "root@localhost"])
def test_plain_ones(text: str) -> None:
    assert is_mail_address(text)


@pytest.mark.parametrize(
    "text",
    [
        "", "a", "@b", "a@", "a@b@c", "a.@b", "a@-b", '"a b"@c', "a@b\n", "a\r\nBcc: c@d", "a@b,c@d", "ä@b",
        "a%0ab@c",
        "a" * 255 + "@b",
    ],
)  # fmt: skip
def test_others(text: str) -> None:
    assert not is_mail_address(text)
