"""What the page of a host shows."""
