"""Raises the limit of open sockets."""

from __future__ import annotations

import resource

MOST = 4096
_KEPT = 256


def raise_fd_limit() -> int:
    """Raises this process's own soft limit of open files as far as it needs and the hard limit allows
    (nothing else in it depends on the limit), and gives half of it to the sweep, at most 4096."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft == resource.RLIM_INFINITY:
        return MOST
    wanted = 4 * MOST if hard == resource.RLIM_INFINITY else min(hard, 4 * MOST)
    if soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
        soft = wanted
    return max(16, min(MOST, soft // 2 - _KEPT))
