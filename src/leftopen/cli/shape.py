"""List and show shapes."""

from __future__ import annotations

from leftopen.cli._reference import reference_app

PANEL = "Administer"
app = reference_app(
    "shape",
    "List and show shapes. A shape recognises what a web server shows, whatever the product is.",
    "List all shapes with their minimum severity.",
    ("title", "severity"),
    "Show a shape: its signs, how it tells left open from published, and the remedy.\nmailbox",
)
