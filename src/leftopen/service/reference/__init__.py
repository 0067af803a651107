"""Pages of reference: what the leaves are and how one is begun, the pages of docs/, the fields."""
