"""Every position once, in an order that the seed alone decides."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leftopen.sweep.permutation import Permutation
from tests.stopwatch import shortest


@settings(deadline=None)
@given(n=st.integers(0, 3000), seed=st.integers(0, 2**63))
def test_every_number_comes_exactly_once(n: int, seed: int) -> None:
    assert sorted(Permutation(n, seed)) == list(range(n))


@pytest.mark.parametrize("n", [1, 2, 3, 65535, 65536, 65537, 100_003])
def test_sizes_around_squares_and_powers(n: int) -> None:
    assert sorted(Permutation(n, 7)) == list(range(n))


def test_the_seed_alone_decides() -> None:
    assert list(Permutation(1000, 5)) == list(Permutation(1000, 5))
    assert list(Permutation(1000, 5)) != list(Permutation(1000, 6))
    # Kept from the first version: a scan that was begun then can still be resumed.
    assert Permutation(65535, 42)[:5] == [36739, 35295, 703, 34888, 37521]


def test_positions_are_found_without_walking_to_them() -> None:
    wide = Permutation(1 << 62, 3)
    assert 0 <= wide[(1 << 62) - 1] < 1 << 62
    assert len({wide[at] for at in range(1000)}) == 1000


def test_neighbours_are_spread() -> None:
    """Addresses times ports: no /24's worth of addresses gets a crowd of the first thousand probes."""
    ports = 100
    order = Permutation(65536 * ports, 11)
    blocks = [order[at] // ports // 256 for at in range(2560)]
    assert max(blocks.count(block) for block in range(256)) < 40
    first_addresses = [order[at] // ports for at in range(2560)]
    assert len(set(first_addresses)) > 2400


def test_outside_is_an_error() -> None:
    with pytest.raises(IndexError):
        Permutation(3, 1)[3]
    with pytest.raises(IndexError):
        Permutation(0, 1)[0]
    with pytest.raises(ValueError, match="fewer"):
        Permutation(-1, 1)
    assert Permutation(3, 1)[-1] == Permutation(3, 1)[2]


def test_it_is_fast_enough_to_disappear_beside_a_connect() -> None:
    order = Permutation(1 << 24, 1)
    _, seconds = shortest(lambda: [order[at] for at in range(20_000)])
    assert seconds / 20_000 < 20e-6
