"""Users, sessions, keys, and the audit log."""
