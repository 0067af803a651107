"""Servers that answer for themselves."""
