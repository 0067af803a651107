"""An observation as the columns that a search reads: `flatten` for what is stored, `columns` for all."""
