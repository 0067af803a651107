"""Formats values for users and programs: sizes, times, JSON lines, spreadsheet cells."""
