"""Protocols of text lines, as TOML files in `probes/` and `checks/` state them."""
