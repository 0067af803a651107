"""Everything that leaves: each message is stored before it is sent, held by rules, tried again, and noted."""
