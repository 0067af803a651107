"""Turns bytes into evidence: documents and detectors together, masking, severity. Raw bytes never leave this
package."""

from leftopen.contents.contents import Contents

__all__ = ["Contents"]
