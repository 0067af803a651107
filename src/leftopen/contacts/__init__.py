"""Contact sources, one per file: who is notified? Each module defines `contact`. Pure: it uses stored facts
only.
"""
