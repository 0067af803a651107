"""Drafts for those who must be told: one file per reader. Each sentence names the facts that it says, and
what is not known says so. A person edits and approves them."""
