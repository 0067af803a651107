"""The search language, pure: `fields` says what can be asked, `parse` reads it, `match` answers in memory."""
