from __future__ import annotations

import errno
import os

import pytest

from leftopen.errors import StoreFailed
from leftopen.service.workspace.write_file import on_disk


def test_a_disk_that_does_not_take_it_is_one_clear_line() -> None:
    with pytest.raises(StoreFailed) as raised, on_disk("a.json"):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), "/somewhere/inside/a.json")
    assert str(raised.value) == "cannot write a.json: No space left on device"
