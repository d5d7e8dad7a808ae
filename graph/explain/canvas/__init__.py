"""A part of the graph as a picture: parties and ties in columns, what was left out, and what encloses them."""
