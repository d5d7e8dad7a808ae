"""The API and the command line over real databases."""
