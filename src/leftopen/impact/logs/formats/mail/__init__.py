"""Mail servers and mailboxes."""
