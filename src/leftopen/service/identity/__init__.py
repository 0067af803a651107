"""Users, sessions, API keys, and the ways to sign in."""
