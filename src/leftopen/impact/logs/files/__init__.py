"""The files of a log: which they are, their lines in pieces, and what they lack."""
