"""How pages are drawn: templates, translations, charts, Markdown."""
