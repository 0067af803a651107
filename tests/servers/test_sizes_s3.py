"""The size that `s3_bucket_open` says, against the objects that lie there: of a bucket one page is read."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.servers.need import require
from tests.servers.programs import rclone_s3
from tests.servers.real import RealServer, Spot
from tests.servers.sized import size_of


@pytest.mark.real
@pytest.mark.parametrize(("objects", "said"), [(10, (10, False)), (10_000, (60, True))])
def test_objects_are_counted_or_said_to_be_more(
    place: Callable[[RealServer], Spot], tmp_path: Path, objects: int, said: tuple[int, bool]
) -> None:
    require(rclone_s3.server.missing())
    running = rclone_s3.start(place(rclone_s3.server), "open", objects)
    try:
        assert size_of(tmp_path, running.port, "s3_bucket_open") == said
    finally:
        running.stop()
