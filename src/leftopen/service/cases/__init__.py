"""Cases: decisions, updates by observations, review, owners, signed proofs."""
