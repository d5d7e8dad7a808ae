"""How well scores tell who defaults, and how sure that is."""
