"""Observations and verdicts in ClickHouse: writing, reading, compaction."""
