"""A guarantee firm's clients month by month: what stands for whom, how they are, what was called and recovered."""

from graph.monitoring.course import Course, course
from graph.monitoring.firm_facts import FirmFacts
from graph.monitoring.month_ends import month_ends_from
from graph.monitoring.open_signals import OpenSignals

__all__ = ["Course", "FirmFacts", "OpenSignals", "course", "month_ends_from"]
