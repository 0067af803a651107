"""The forty made-up mails that every mailbox server of the tests holds."""

from __future__ import annotations

from functools import cache

from leftopen.demo.mails import Truth, write_mails

COUNT = 40


@cache
def mails() -> tuple[list[bytes], Truth]:
    return write_mails(seed=40, count=COUNT)
