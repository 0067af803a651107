"""The fields of a request: of its query string, and of the form in its body."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from urllib.parse import parse_qsl

from starlette.exceptions import HTTPException
from starlette.requests import Request

from leftopen.errors import BadRequest

Pairs = Sequence[tuple[str, str]]
FORM = "application/x-www-form-urlencoded"
MOST_FIELDS = 2000
LARGEST_SMALL, SMALL_S = 65_536, 5.0


async def read_form(http_request: Request, *, small: bool) -> Pairs:
    """`small`: of a public request. Raises BadRequest for a form that can't be read."""
    if http_request.headers.get("content-type", "").partition(";")[0].strip().lower() != FORM:
        return ()
    return parse_pairs(await (_small(http_request) if small else http_request.body()))


async def _small(http_request: Request) -> bytes:
    """The body of a public request: small, and with a time limit. Raises HTTPException and TimeoutError,
    which the guard handles."""
    body = bytearray()
    async with asyncio.timeout(SMALL_S):
        async for piece in http_request.stream():
            body += piece
            if len(body) > LARGEST_SMALL:
                raise HTTPException(413, f"The body is larger than {LARGEST_SMALL:,} bytes")
    return bytes(body)


def parse_pairs(raw: bytes) -> Pairs:
    """In their order. Raises BadRequest."""
    try:
        return tuple(
            parse_qsl(raw.decode("utf-8", "replace"), keep_blank_values=True, max_num_fields=MOST_FIELDS)
        )
    except ValueError:
        raise BadRequest(f"too many fields: a request takes at most {MOST_FIELDS}") from None
