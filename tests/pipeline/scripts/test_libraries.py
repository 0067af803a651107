"""Libraries by their names, and a program's own scripts, which may share a library's folder."""

from __future__ import annotations

import pytest

from leftopen.pipeline.scripts.libraries import is_library


@pytest.mark.parametrize(
    "path",
    ["/js/jquery.min.js", "/vendor/x.js", "/x-3.4.12.min.js", "/jstree/jstree.js", "/a/lodash.js?v=2"],
)
def test_a_library(path: str) -> None:
    assert is_library(path)


@pytest.mark.parametrize("path", ["/app.js", "/app/app.js", "/static/main.4f2a.js", "/redisCommander.js"])
def test_a_script_of_the_program(path: str) -> None:
    assert not is_library(path)
