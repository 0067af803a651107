"""What laws ask for after a leak: one file per law, each with its source and the date of that source. None of
this is legal advice, and no clock starts before a person said that the law applies."""
