"""Bytes to evidence: documents and detectors together, masking, severity. Raw bytes never leave it."""

from leftopen.contents.contents import Contents

__all__ = ["Contents"]
