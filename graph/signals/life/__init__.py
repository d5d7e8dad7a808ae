"""What becomes of a signal: matters that officers work on, their history, white and black lists, the case file."""

from graph.signals.life.case import CaseFile, case_file
from graph.signals.life.history import Act, Kind, Order
from graph.signals.life.lists import Entry, ListName, add_entry, end_entry
from graph.signals.life.matter import Matter, read_matter
from graph.signals.life.record import act
from graph.signals.life.states import Standing, State, after, fold, possible
from graph.signals.life.taken_up import TakenUp, take_up

__all__ = [
    "Act",
    "CaseFile",
    "Entry",
    "Kind",
    "ListName",
    "Matter",
    "Order",
    "Standing",
    "State",
    "TakenUp",
    "act",
    "add_entry",
    "after",
    "case_file",
    "end_entry",
    "fold",
    "possible",
    "read_matter",
    "take_up",
]
