"""Pages that list a folder, and one bad server met by the product without a fault of ours."""

from __future__ import annotations

import html
from typing import Any

from tests.hostile.walked import Walked, walked
from tests.pipeline.loopback import Loopback, Talk
from tests.pipeline.walking import contents


def met(talk: Talk, **options: Any) -> Walked:
    contents()
    with Loopback() as loopback:
        done = walked(loopback.serve(talk), **options)
    assert done.faults == ()
    return done


def listed(*rows: str, path: str = "/") -> bytes:
    title = html.escape(path)
    body = "".join(rows)
    return f"<html><title>Index of {title}</title><h1>Index of {title}</h1><pre>{body}</pre></html>".encode()


def row(href: str, size: int = 10) -> str:
    return f'<a href="{href}">{href[:40]}</a>  08-Feb-2023 10:00  {size}\n'
