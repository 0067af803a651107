"""Reads the records, one file for each kind."""
