"""Open files."""

from __future__ import annotations

import resource

from leftopen.sweep.fd_limit import KEPT, MOST, raise_fd_limit


def test_there_is_room_and_it_leaves_room_for_others() -> None:
    before = resource.getrlimit(resource.RLIMIT_NOFILE)
    got = raise_fd_limit()
    after = resource.getrlimit(resource.RLIMIT_NOFILE)
    assert 16 <= got <= MOST
    assert got <= max(16, after[0] // 2, after[0] - KEPT)
    assert after[1] == before[1]
    assert after[0] >= before[0]
