"""The signed report: what is in it, as a page, and its words."""
