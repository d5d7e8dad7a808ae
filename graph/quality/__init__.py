"""How good, how complete and how fresh are the facts: by source, by delivery, and by party."""

from graph.quality.aspects import ASPECTS, Aspect, aspect_of
from graph.quality.concerns import Concerned, MeasureFound, RuleFound, measures_found, rules_found
from graph.quality.deliveries import Delivered, delivered, read_batches
from graph.quality.stated import Stated, stated

__all__ = [
    "ASPECTS",
    "Aspect",
    "Concerned",
    "Delivered",
    "MeasureFound",
    "RuleFound",
    "Stated",
    "aspect_of",
    "delivered",
    "measures_found",
    "read_batches",
    "rules_found",
    "stated",
]
