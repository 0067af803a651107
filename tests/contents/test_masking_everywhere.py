"""Whatever stands beside a value and however it is encoded, nothing of it is stored.

Every detector that hides, each of its hits, every neighbour on each side, every encoding; and what the
import's fast path calls clean is what the mask leaves alone.
"""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from leftopen.model.facts import Json
from tests.contents.test_bulk_filter import called_clean, context, quiet
from tests.contents.written import ENCODINGS, beside, is_another_code, shows, values
from tests.tier import tier

VALUES = list(values())
PAIRS = list(beside())
# The pairs go round: each value meets a sixth of them in one encoding, and all in six.
SHARE = tier(6, 1)
AT_LEAST = tier(30_000, 50_000)
LINES_AT_LEAST = tier(7_500, 15_000)


def cases(encoding: str) -> Iterator[tuple[str, str, str]]:
    """(detector, value, text): the value encoded, and the value with its neighbours encoded."""
    write = ENCODINGS[encoding]
    for at, (name, before, value, after) in enumerate(VALUES):
        for left, right in PAIRS if encoding == "as it is" else PAIRS[at % SHARE :: SHARE]:
            if not is_another_code(encoding, left, write(value), right, after):
                yield name, value, f"{before}{left}{write(value)}{right}{after}"
        if encoding != "as it is":
            for left, right in PAIRS[at % 4 :: 4 * SHARE]:
                yield name, value, f"{before}{write(left + value + right)}{after}"


def test_there_are_as_many_as_there_should_be() -> None:
    count = sum(1 for encoding in ENCODINGS for _ in cases(encoding))
    print(
        f"{count} cases: {len(VALUES)} values, {len(PAIRS)} pairs of neighbours, {len(ENCODINGS)} encodings"
    )
    assert count > AT_LEAST


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_no_value_is_stored(encoding: str) -> None:
    _, masker = context()
    unmasked = [
        (name, text, masked)
        for name, value, text in cases(encoding)
        if shows(name, value, masked := masker.mask(text))
    ]
    assert unmasked == []


def test_no_line_that_holds_one_is_called_clean() -> None:
    """By the look at one line, and by the scan of a whole unit of them."""
    _, masker = context()
    count = 0
    for write in ENCODINGS.values():
        for at, (name, before, value, after) in enumerate(VALUES):
            for left, right in PAIRS[at % 6 :: 6 * SHARE]:
                answer: Json = {"data": f"{before}{left}{write(value)}{right}{after}"}
                lines = {
                    json.dumps(answer).encode(),
                    json.dumps(answer, separators=(",", ":"), ensure_ascii=False).encode(),
                }
                called = [line for line in lines if called_clean(line) or quiet(line)]
                count += len(lines)
                assert not called or masker.block(answer) == answer, (name, called)
    print(f"{count} lines")
    assert count > LINES_AT_LEAST


@pytest.mark.parametrize(
    "text",
    [
        "name@host_2024", "piet&#64;unit.example", "piet&commat;unit.example", "piet\\u0040unit.example",
        "piet%40unit.example", "mbox_name@unit.example_2024", "\u5f20\u4e09@unit.example",
        "a" * 80 + "piet@unit.example", "x_DE89370400440532013000_1", "de89370400440532013000",
        "DE89.3704.0044.0532.0130.00", "\\nAK" + "IAQ3EGMADEUPKEY234", "%22AK" + "IAQ3EGMADEUPKEY234",
        "key_gh" + "p_Kx7mQ2vZ9pLr4TbN8cWdAbCdEfGhIjKlMnOp",
        # Names in quotes, behind a mark, of guests; indexes that are called by a day.
        '"piet roe"@unit.example', '<"piet.roe"@unit.example>', "piet.roe\\@unit.example",
        "piet.roe_unit.example#EXT#@tenant.example", "piet.roe@unit_1.example",
        "mbox_piet.roe@unit_example_2024", "piet.roe@host-2024.05.01",
        "piet.roe@host.2024", "piet.roe@host-202405",
        # Codes with as many zeros as somebody likes.
        "piet.roe&#00000000000000000000064;unit.example", "piet.roe&#x0000000000000000040;unit.example",
        "piet.roe\\u{0000040}unit.example", "piet.roe\\x{40}unit.example",
        # In a path, behind a time, before what goes with it.
        "/users/891-23-4567/1", "/v1/891-23-4567", "12:30:891-23-4567", "SSN: 891 23 4567-1",
        "card 4111111111111111:12:25", "card 4111111111111111/12/25", "4242 4242 4242 4242/12/25",
        # Beside the others of its column, which tell what it is.
        "/&#52;111111111111111,10\n4012888888881881,12\n4242424242424242,7\n",
        "EDIPI: 1234567890-01", "EDIPI=1234567890.1", "202-555-0142/12", "DOB: 02/03/1980-1",
    ],
)  # fmt: skip
def test_what_was_once_stored_is_masked(text: str) -> None:
    _, masker = context()
    masked = masker.mask(text)
    assert masked != text
    assert masker.mask(masked) == masked
    assert not called_clean(json.dumps({"a": text}).encode())
