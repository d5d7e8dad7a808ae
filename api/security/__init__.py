"""Who may call the API, from where, and what a browser is told about it."""
