"""The ClickHouse engine: its child process, the client, and what they say to each other."""
