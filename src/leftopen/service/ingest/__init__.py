"""Files of other tools become observations: detect, read, convert, write."""
