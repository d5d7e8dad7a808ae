"""Learned probabilities of default as the product keeps them: beside facts, never among them."""

from graph.scores.score import Score, Scoring
from graph.scores.write import ScoreWriteCount, write_scores

__all__ = ["Score", "ScoreWriteCount", "Scoring", "write_scores"]
