"""Who guarantees a borrower and its group: the multi-guarantee view."""
