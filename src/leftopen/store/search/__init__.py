"""Translates searches to SQL: conditions, facets, histograms, trends."""
