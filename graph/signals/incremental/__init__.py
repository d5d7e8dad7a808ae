"""Only what has changed since the run before: its findings are compared by what they are made of, and the rest stays.

Measures are worked out for all parties, in columns: in a connected economy a change reaches most of them through
chains, groups and medians of peers, and nothing but their values tells how far. What costs more than columns is done
for those parties alone whose values or evidence are others than in the run before: wording, writing, entering in the
histories of matters, and telling. Where no fact has changed nothing is worked out at all.
"""

from graph.signals.incremental.compare import Comparison, EachSignal
from graph.signals.incremental.kept import Kept, Known, basis_of, facts_mark, keep, read_kept
from graph.signals.incremental.standing import Claim, Full, claim, settle

__all__ = [
    "Claim",
    "Comparison",
    "EachSignal",
    "Full",
    "Kept",
    "Known",
    "basis_of",
    "claim",
    "facts_mark",
    "keep",
    "read_kept",
    "settle",
]
