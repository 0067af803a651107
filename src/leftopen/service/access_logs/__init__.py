"""Who read it: `read.py` answers from access logs, `items.py` finds what to look for, `saved.py` keeps the
answer of a case, `lines.py` writes it as JSON."""
