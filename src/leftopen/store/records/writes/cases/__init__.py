"""Cases and what belongs to them."""
