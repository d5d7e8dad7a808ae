"""What the judgements of officers say about the thresholds of rules: stricter values, and what they would have done."""

from graph.signals.learning.effect import Effect, effects
from graph.signals.learning.judgement import Judgement, judgement_in, read_judgements
from graph.signals.learning.proposal import Criteria, Learned, Proposal, propose
from graph.signals.learning.sample import Sample, samples

__all__ = [
    "Criteria",
    "Effect",
    "Judgement",
    "Learned",
    "Proposal",
    "Sample",
    "effects",
    "judgement_in",
    "propose",
    "read_judgements",
    "samples",
]
