"""The searchable fields: `field` defines one, `fields` is the table of all."""
