"""Raises the limit of open sockets."""

from __future__ import annotations

import resource

MOST = 20_000
KEPT = 2048
"""Files that the rest of a process may have open."""


def raise_fd_limit() -> int:
    """Raises this process's own soft limit of open files as far as it needs and the hard limit allows
    (nothing else in it depends on the limit). The sweep gets what the rest does not need, but half at least,
    and at most `MOST`."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = MOST + KEPT
    if soft == resource.RLIM_INFINITY:
        return MOST
    if soft < wanted:
        soft = wanted if hard == resource.RLIM_INFINITY else min(hard, wanted)
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    return max(16, min(MOST, max(soft - KEPT, soft // 2 - 256)))
