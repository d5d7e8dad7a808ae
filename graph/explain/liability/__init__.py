"""Who is liable for a loan, in which order, by which law."""
