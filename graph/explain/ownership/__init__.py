"""Whose an enterprise is, and who controls it."""
