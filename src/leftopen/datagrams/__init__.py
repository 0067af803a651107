"""UDP protocols: one TOML file each, with its one question, its answers and what they mean
(docs/writing-a-check.md)."""
