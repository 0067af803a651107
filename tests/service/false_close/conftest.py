"""The ground of all tests of this folder, made once."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.service.false_close.ground import Ground, ground


@pytest.fixture(scope="package")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ground]:
    with ground(tmp_path_factory.mktemp("false_close")) as made:
        yield made
