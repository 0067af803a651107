"""Monitors: what they watch, one run of them, and what changed since the run before."""
