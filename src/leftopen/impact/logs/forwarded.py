"""X-Forwarded-For, as SQL: does the client say that it passes on the request of another?

It never says who the client is: anybody can send it. But an own address that sends one may be a proxy before
strangers.
"""

from __future__ import annotations

NAME = "x-forwarded-for"


def forwards(value: str) -> str:
    """`value` holds an address."""
    return f"if({value} IN ('', '-'), 0, match({value}, '[0-9][.][0-9]|[0-9A-Fa-f]*:[0-9A-Fa-f]*:'))"
