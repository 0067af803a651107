"""One file per container: bytes to text and parts. Each binds `reader`."""
