"""After an exposure: what was in it (`assess/`), who is affected (`people/`), later also who read it."""
