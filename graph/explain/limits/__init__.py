"""How a guarantee firm stands to its limits."""
