"""How likely is a default? Models that learn it from features and networks."""
