"""Compiled work on arrays of nodes and edges; nothing here knows of finance."""
