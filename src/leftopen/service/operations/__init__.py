"""Keeping an installation running: room on the disk, its health, its metrics, what would stop it."""
