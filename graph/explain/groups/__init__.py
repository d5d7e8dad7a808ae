"""Who belongs together: groups, related parties, hidden ties."""
