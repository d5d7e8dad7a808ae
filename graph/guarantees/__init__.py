"""Who stands for whom: structures and amounts of guarantees, on the arrays of a snapshot."""
