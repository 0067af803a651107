"""What bounds the console: throttles and caches of a few seconds."""
