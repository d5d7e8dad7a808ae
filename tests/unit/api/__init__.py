"""The API's and the command line's parts that need no database."""
