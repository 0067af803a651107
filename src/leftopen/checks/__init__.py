"""One file per exposure: is it readable? Each binds `check` (contract: `model.check`)."""
