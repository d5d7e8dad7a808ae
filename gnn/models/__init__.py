"""What learns probabilities of default: one model per file, scores as logits."""
