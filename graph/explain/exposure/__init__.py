"""The four numbers of a party or of the whole portfolio."""
