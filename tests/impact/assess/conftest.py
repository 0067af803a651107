"""A reader of units, with every detector and every document reader."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from leftopen import catalogue
from leftopen.contents import Contents
from leftopen.impact.assess.position import SharedPosition, new_memory
from leftopen.impact.assess.units.read_unit import UnitReader


@pytest.fixture(scope="module")
def reader() -> Iterator[UnitReader]:
    contents = Contents.build(catalogue.detectors(), catalogue.readers(), b"k" * 32)
    handle = new_memory()
    position = SharedPosition(handle)
    yield UnitReader(contents, position)
    position.close()
    os.close(handle)
