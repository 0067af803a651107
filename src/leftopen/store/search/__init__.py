"""A search as SQL: conditions, facets, histograms, trends."""
