"""Who belongs together: groups of connected clients, related parties, and ties that nobody declared."""
