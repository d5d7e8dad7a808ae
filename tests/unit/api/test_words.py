"""Codes of answers in words."""

from api.commands.words import word
from graph.contagion.monte_carlo import Ended
from graph.explain.stress.own_probabilities import OwnFrom
from graph.groups.membership import Step
from graph.groups.shared_things import KINDS
from graph.ownership.beneficial_rule import Ground, Method, Way
from graph.ownership.control_reason import Basis
from graph.ownership.positions import ROLES


def test_every_code_of_an_answer_has_words_in_both_languages() -> None:
    origins = [one.name.lower() for one in OwnFrom if one is not OwnFrom.UNASKED]
    for code in (
        *Ended,
        *origins,
        *Ground,
        *Way,
        *Method,
        *Basis,
        *Step,
        *KINDS,
        *ROLES,
        "OWNS",
        "spouse",
        "company",
        "supply",
    ):
        assert " · " in word(str(code)), code
    assert (word(None), word("unheard_of")) == ("", "unheard_of")
