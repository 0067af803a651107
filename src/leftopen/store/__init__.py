"""The two stores: observations in ClickHouse (embedded or a server), records in SQLite."""
