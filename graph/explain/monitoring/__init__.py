"""The answer on a guarantee firm's portfolio after the guarantees were given."""
