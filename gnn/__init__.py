"""Learned probabilities of default: the only folder that imports PyTorch. Empty until the first model is served."""
