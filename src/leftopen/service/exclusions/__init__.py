"""Exclusions: what is not scanned, not reported or told to nobody, until when, and what they hide."""
