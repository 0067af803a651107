"""Flows between addresses: bytes, and nothing of what they were."""
