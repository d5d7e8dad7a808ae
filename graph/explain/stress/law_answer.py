"""What an answer on a scenario says of the law: who is called and why, who is not, who owes whom afterwards."""

from dataclasses import dataclass

from graph.explain.answer import Article
from graph.explain.liability.call import CallFound
from graph.explain.liability.evidence import SignFact, ThingFact
from graph.explain.liability.missing import MissingFact
from graph.explain.liability.recourse import RecourseFound


@dataclass(frozen=True, slots=True)
class ThingsBrought:
    """What mortgaged and pledged things brought (元). own_cny: the debtors', before anything else is due. others_cny:
    third parties', beside what guarantors paid. It is counted as nobody's loss."""

    own_cny: float
    others_cny: float


@dataclass(frozen=True, slots=True)
class CalledFact:
    """A contract called for a loan, in the round after its borrower fell. called_cny, paid_cny: of a thing what it
    brings. call: as answers on liability tell it, with the reasons."""

    round: int
    called_cny: float
    paid_cny: float
    call: CallFound


@dataclass(frozen=True, slots=True)
class NotCalledFact:
    """A contract that is not called for a loan that fell due. covers_cny: of the loan, if it answered."""

    round: int
    covers_cny: float
    call: CallFound


@dataclass(frozen=True, slots=True)
class OwedFact:
    """What another who stood for the loan owes to one who paid, net of the reverse; right: why."""

    amount_cny: float
    right: RecourseFound


@dataclass(frozen=True, slots=True)
class FactsByLaw:
    """Calls, those that the law does not allow, and contribution, the largest first, shown of so many. things: behind
    the contracts shown; signs: public records of their borrowers, both of so many; articles: all that are cited, also
    of how sure."""

    called: tuple[CalledFact, ...]
    called_count: int
    not_called: tuple[NotCalledFact, ...]
    not_called_count: int
    owed: tuple[OwedFact, ...]
    owed_count: int
    things: tuple[ThingFact, ...]
    thing_count: int
    signs: tuple[SignFact, ...]
    sign_count: int
    articles: tuple[Article, ...]


@dataclass(frozen=True, slots=True)
class CertaintyByLaw:
    """missing: facts of the calls shown that would decide, of `missing_count`. Of all contracts whose loans fell due:
    unvalued, those in kind of whose things no value is known, so that nothing is expected, of `unvalued_count`;
    presumed_form, assumed_law: whose form or day of signing is not stated; doubtful: general ones not called whose
    defence records put in doubt. unknown_amount: loans of those who fell of which nobody knows what is owed."""

    missing: tuple[MissingFact, ...]
    missing_count: int
    unvalued: tuple[str, ...]
    unvalued_count: int
    presumed_form: int
    assumed_law: int
    doubtful: int
    unknown_amount: int
