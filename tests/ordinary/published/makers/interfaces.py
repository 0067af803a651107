"""The description of a public interface, by two viewers."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

from tests.ordinary.published import content
from tests.ordinary.published.command import write
from tests.ordinary.published.installed import node


def redoc(folder: Path) -> Path:
    page = """<!DOCTYPE html><html><head><title>Water levels</title><meta charset="utf-8"></head>
<body><redoc spec-url="openapi.json"></redoc><script src="redoc.standalone.js"></script></body></html>"""
    write(folder, {"index.html": page, "openapi.json": json.dumps(content.INTERFACE)})
    shutil.copy(node("redoc/bundles/redoc.standalone.js"), folder)
    return folder


def swagger_ui(folder: Path) -> Path:
    """The viewer's own page, told to show our description."""
    out = folder / "out"
    shutil.copytree(node("swagger-ui-dist"), out)
    start = out / "swagger-initializer.js"
    ours = start.read_text().replace("https://petstore.swagger.io/v2/swagger.json", "openapi.json")
    start.write_text(ours)
    write(out, {"openapi.json": json.dumps(content.INTERFACE)})
    return out
