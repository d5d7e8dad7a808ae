"""What is drawn of the graph, and in which order: ties between parties, whom they make relevant, what came and went."""
