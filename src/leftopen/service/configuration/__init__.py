"""The settings of a running program: where they come from, their change by a page, and a test notice."""
