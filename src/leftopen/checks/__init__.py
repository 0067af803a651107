"""Exposure checks, one per file: is it readable? Each module defines `check` (contract: `model.check`)."""
