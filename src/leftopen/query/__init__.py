"""The search language, pure: `fields` lists the fields, `parse` reads a query, `match` evaluates it in
memory."""
