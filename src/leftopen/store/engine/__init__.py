"""The ClickHouse engine: its child process, the client, and the protocol between them."""
