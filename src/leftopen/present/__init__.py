"""How a value is written for people and for programs: sizes, times, JSON lines, spreadsheet cells."""
