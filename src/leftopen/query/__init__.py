"""The search language, pure: `fields/` defines the fields, `parse` reads a query, `columns/` gives an
observation's values, `match` evaluates a query on them."""
