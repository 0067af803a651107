"""One unit of a store: its documents, their order, and what they held."""
