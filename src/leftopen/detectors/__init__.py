"""Data detectors, one per kind of data. Each module defines `detector`."""
