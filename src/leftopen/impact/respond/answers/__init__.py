"""The fixed questions after a leak: one file per question. Each says what was examined, and never more."""
