"""Printable pages: one file each, with nothing fetched from elsewhere."""
