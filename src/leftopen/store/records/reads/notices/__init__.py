"""Messages to others: alerts, notices, and the outbox."""
