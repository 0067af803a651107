"""After an exposure: what was in it (`assess/`), who is affected (`people/`), who read it
(`logs/`), and the first 24 hours (`respond/`)."""
