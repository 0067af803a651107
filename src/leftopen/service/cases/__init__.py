"""Cases: decisions, updates by observations, rechecks, reports, proofs, notices."""
