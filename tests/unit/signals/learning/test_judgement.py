"""Which judgement stands at the end of a history."""

from datetime import date

import pytest

from graph.signals.learning import judgement_in
from graph.signals.life import Act, Kind, Order
from graph.signals.life.history import RULES, Change, Finding

OFFICER, OTHER = "wang", "li"


def history(*said: str, level: int = 4) -> list[Act]:
    """Found, and then what is said: `found`, `changed`, `gone`, `back` are of the rules, with values 1, 2, 3 …"""
    acts: list[Act] = []
    rules = {"found": Kind.FOUND, "changed": Kind.CHANGED, "gone": Kind.NO_LONGER_FOUND, "back": Kind.RETURNED}
    changes = {"found": Change.FIRST, "changed": Change.VALUE, "gone": Change.GONE, "back": Change.AGAIN}
    for seq, one in enumerate(("found", *said), start=1):
        day = date(2024, 1, seq)
        if one in rules:
            finding = None if one == "gone" else Finding(f"s{seq}", level, float(seq), f"p{seq}")
            act = Act(seq, Order(rules[one]), RULES, str(day), level, finding, changes[one], "run", day)
        else:
            kind, _, actor = one.partition(":")
            act = Act(seq, Order(Kind(kind), "because", "a note"), actor or OFFICER, str(day), level)
        acts.append(act)
    return acts


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ((), None),
        (("see",), None),
        (("confirm",), (True, 1)),
        (("see", "confirm", "open_case"), (True, 1)),
        (("confirm", "close"), (True, 1)),  # it is over, not untrue
        (("dismiss",), (False, 1)),
        (("confirm", "dismiss"), (False, 1)),
        (("dismiss", "note", "gone", "back"), (False, 1)),
        (("dismiss", "reopen"), None),
        (("dismiss", "reopen", "confirm"), (True, 1)),
        (("confirm", "close", "reopen"), None),
        (("dismiss", "changed"), (False, 1)),  # another finding, of which nothing is said yet
        (("dismiss", "changed", "confirm"), (True, 3)),
        (("changed", "dismiss"), (False, 2)),
        (("confirm", "changed"), (True, 1)),
        (("confirm", "changed", "gone"), (True, 1)),
    ],
)
def test_what_stands(said: tuple[str, ...], expected: tuple[bool, int] | None) -> None:
    found = judgement_in(history(*said))
    assert (found and (found.confirmed, found.found.seq)) == expected


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (("dismiss",), None),  # it waits for the second person
        (("dismiss", f"approve:{OTHER}"), (False, 1)),
        (("dismiss", f"reject:{OTHER}"), None),
        (("confirm", "dismiss"), None),
        (("confirm", "dismiss", f"reject:{OTHER}"), (True, 1)),
        (("confirm", "dismiss", "changed"), (True, 1)),  # what was asked for fell
        (("confirm", "close"), (True, 1)),  # only that it is over waits
        (("confirm", "close", f"approve:{OTHER}"), (True, 1)),
    ],
)
def test_from_level_six_on_a_dismissal_counts_once_approved(
    said: tuple[str, ...], expected: tuple[bool, int] | None
) -> None:
    found = judgement_in(history(*said, level=7))
    assert (found and (found.confirmed, found.found.seq)) == expected
