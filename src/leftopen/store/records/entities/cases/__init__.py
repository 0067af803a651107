"""Cases: what was found, decided, done and proved."""
