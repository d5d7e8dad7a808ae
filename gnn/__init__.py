"""Learned probabilities of default, with reasons: the only folder that imports PyTorch."""
