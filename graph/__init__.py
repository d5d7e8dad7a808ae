"""The graph of a guarantee network: its schema, its store, its snapshots and what is computed from them."""
