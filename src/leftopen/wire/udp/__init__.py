"""UDP protocols that are stated as data."""
