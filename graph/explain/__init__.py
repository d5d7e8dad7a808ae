"""Each answer in four levels: the number, the facts that made it, how sure it is, and what would change it."""
