"""One file per protocol: what speaks here? Each binds `probe` (contract: `model.probe`)."""
