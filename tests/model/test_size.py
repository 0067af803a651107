"""What a server may say of its own size."""

from __future__ import annotations

import pytest

from leftopen.model.size import LARGEST, Size


@pytest.mark.hostile("H17")
@pytest.mark.parametrize("number", [-1, LARGEST + 1, 10**4000])
def test_a_number_that_no_server_can_hold_is_none(number: int) -> None:
    size = Size(records=number, bytes=number, at_least=True)
    assert (size.records, size.bytes, size.at_least) == (None, None, True)


@pytest.mark.parametrize("number", [0, 1, LARGEST])
def test_any_other_is_kept(number: int) -> None:
    assert Size(records=number).records == number
    assert Size(bytes=number).bytes == number
