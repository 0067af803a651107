"""Limits of the console: throttles and short-lived caches."""
