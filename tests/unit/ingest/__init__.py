"""Reading, checking and cutting feeds, without a database."""
