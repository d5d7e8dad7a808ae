"""Named portfolios that a bank or guarantee firm watches: a list of parties, or whoever a named query finds."""

from graph.portfolios.kept import keep, portfolio_named, portfolios, remove
from graph.portfolios.lines import Line, Refusal, resolve_lines
from graph.portfolios.members import Member, Members, canonical_ids, members
from graph.portfolios.portfolio import NamedPortfolio, Selection

__all__ = [
    "Line",
    "Member",
    "Members",
    "NamedPortfolio",
    "Refusal",
    "Selection",
    "canonical_ids",
    "keep",
    "members",
    "portfolio_named",
    "portfolios",
    "remove",
    "resolve_lines",
]
