"""What is told of a model: how well it did, on whom, beside what, whether it still fits, and the model card."""
