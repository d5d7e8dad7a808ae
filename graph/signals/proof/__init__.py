"""Which facts prove a finding about a party."""
