"""List and show detectors."""

from __future__ import annotations

from leftopen.cli._reference import reference_app

PANEL = "Administer"
app = reference_app(
    "detector",
    "List and show detectors. A detector recognises one kind of data in a sample.",
    "List all detectors with the severity of one occurrence.",
    ("label", "category", "severity", "personal"),
    "Show a detector: what it matches and what it ignores.\nus_ssn",
)
