"""What the crawl learns from a page's scripts: the paths that they read by themselves, and where they lead.
Nothing that a visitor's hand starts."""
