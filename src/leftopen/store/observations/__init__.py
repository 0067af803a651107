"""Observations and verdicts in ClickHouse: rows in, rows out, compaction."""
