"""The most important or the most vulnerable parties of a day, by the measure asked for."""

from graph.explain.day import Day
from graph.explain.exposure.weighted_call import Scores
from graph.explain.stress.importance import importance
from graph.explain.stress.progress import OnProgress
from graph.explain.stress.top_answer import ImportanceFound, VulnerableFound
from graph.explain.stress.top_asked import By, TopAsked
from graph.explain.stress.vulnerable import vulnerable


def top(
    day: Day, asked: TopAsked, scores: Scores, on_progress: OnProgress = lambda _what, _done, _total: None
) -> ImportanceFound | VulnerableFound:  # fmt: skip
    """on_progress may raise to end it: an answer of what was tried until then would be another. UsageError where by
    default_probability the own probability of a party that matters is not known; LimitExceeded where by vulnerability
    there are too many debtors."""
    if asked.by is By.DEFAULT_PROBABILITY:
        return vulnerable(day, asked, scores, on_progress)
    return importance(day, asked, on_progress)
