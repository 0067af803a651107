"""What beanstalkd 1.13 says, and what could be taken for it."""

from __future__ import annotations

VERSION, ASKED = b"version\r\n", b"stats\r\n"
UNKNOWN = b"UNKNOWN_COMMAND\r\n"
QUEUED = ("current-jobs-ready", "current-jobs-reserved", "current-jobs-delayed", "current-jobs-buried")


def told(text: bytes) -> bytes:
    return b"OK %d\r\n%s\r\n" % (len(text), text)


def stats(*jobs: int, version: bytes = b'"1.13"') -> bytes:
    counted = b"".join(
        b"%s: %d\n" % (name.encode(), count) for name, count in zip(QUEUED, jobs, strict=False)
    )
    return told(b"---\n%scurrent-tubes: 3\nversion: %s\nid: f72c6592009899ee\n" % (counted, version))


STATS = stats(10, 1, 15, 4)
