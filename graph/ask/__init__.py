"""Questions: a named query with its parameters and dates in, a table out."""

from graph.ask.answer import METHODS, ask
from graph.ask.bind import askable
from graph.ask.names import NameIndex, name_index
from graph.ask.party import resolve_parties, resolve_party
from graph.ask.question import Answer

__all__ = ["METHODS", "Answer", "NameIndex", "ask", "askable", "name_index", "resolve_parties", "resolve_party"]
