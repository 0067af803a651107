"""Document readers, one per file format: bytes to text and parts. Each module defines `reader`."""
