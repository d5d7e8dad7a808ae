"""The measures of a day, which all answers of it share."""

from graph.explain.day import Day
from graph.measures.day import DayMeasures


def measures_of(day: Day) -> DayMeasures:
    """Each family is worked out when one of its measures is first read."""
    return day.shared("measures", lambda: DayMeasures.of(day.snapshot.history, day.snapshot.at))
