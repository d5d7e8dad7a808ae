from collections.abc import Sequence
from datetime import date
from typing import Any

from graph.ownership.beneficial_owner import beneficial_owners
from graph.ownership.beneficial_rule import Ground
from graph.ownership.facts import OwnershipFacts
from graph.regimes import regime
from graph.snapshot import History, Snapshot
from tests.unit.snapshot.test_history import edge, on, party, table

SHARED = ("A", "C", "G", "T")
NAMESAKES = edge("Q", "R", basis="name")


def day(
    offices: list[dict[str, Any]], stakes: list[dict[str, Any]], same: Sequence[dict[str, Any]] = (NAMESAKES,)
) -> Snapshot:
    return History.of(
        {
            "Enterprise": table(
                "Enterprise",
                *(party(name, kind="government" if name == "G" else "company") for name in SHARED),
            ),
            "Person": table("Person", *(party(name) for name in "PQR")),
            "OWNS": table("OWNS", *stakes),
            "HOLDS_POSITION": table("HOLDS_POSITION", *offices),
            "ACTS_WITH": table("ACTS_WITH", edge("P", "Q", basis="agreement")),
            "SAME_AS": table("SAME_AS", *same),
        }
    ).at(on("2025-12-31"))


def owns(owner: str, owned: str, share: float, votes: float | None = None) -> dict[str, Any]:
    return edge(owner, owned, stake_id=f"{owner}->{owned}", share_ratio=share, vote_ratio=votes)


def test_everything_is_read_from_the_snapshot() -> None:
    snapshot = day(
        [edge("R", "T", role="legal_representative"), edge("P", "C", role="general_manager")],
        [owns("P", "T", 0.2, 0.3), owns("Q", "T", 0.2), owns("R", "T", 0.1), owns("G", "A", 1.0), owns("A", "T", 0.4)],
    )
    facts = OwnershipFacts.of(snapshot)
    at = dict(zip("ACGTPQR", snapshot.find("Party", list("ACGTPQR")).tolist(), strict=True))
    assert [name for name, place in at.items() if facts.is_person[place]] == ["P", "Q", "R"]
    assert [name for name, place in at.items() if facts.is_state[place]] == ["G"]
    assert facts.doubts.tolist() == [[at["Q"], at["R"]]]
    assert facts.positions.holders(at["T"], "legal_representative") == (at["R"],)
    assert facts.positions.holders(at["T"], "general_manager") == ()
    assert facts.concerts.group_of[at["P"]] == facts.concerts.group_of[at["Q"]] >= 0
    assert facts.votes.holders_of(at["T"]).share_of(at["P"]) == 0.3
    assert facts.shares.holders_of(at["T"]).share_of(at["P"]) == 0.2


def test_the_law_of_china_on_a_snapshot() -> None:
    """P has 30 % of the votes; Q is a quarter only if R is the same person; the state controls C through A."""
    snapshot = day(
        [edge("R", "C", role="legal_representative")],
        [owns("P", "T", 0.2, 0.3), owns("Q", "T", 0.2), owns("R", "T", 0.1), owns("A", "T", 0.5, 0.4),
         owns("G", "A", 1.0), owns("A", "C", 0.9), owns("P", "C", 0.1)],
    )  # fmt: skip
    facts = OwnershipFacts.of(snapshot)
    at = dict(zip("ACGTPQR", snapshot.find("Party", list("ACGTPQR")).tolist(), strict=True))
    rule = regime("china").beneficial_owner(date(2025, 12, 31)).rule
    found = beneficial_owners(facts, at["T"], rule)
    assert [(owner.party, owner.votes) for owner in found.owners] == [(at["P"], 0.3)]
    assert found.doubts == ((at["Q"], at["R"]),)
    of_state = beneficial_owners(facts, at["C"], rule)
    assert [(o.party, o.reasons[0].ground) for o in of_state.owners] == [(at["R"], Ground.STATE_OWNED)]
    empty = beneficial_owners(OwnershipFacts.of(day([], [])), at["T"], rule)
    assert (empty.owners, empty.senior_managers, empty.unknown) == ((), (), 1.0)
    assert empty.fallback_senior_manager
    assert empty.further_owner_possible


def test_a_match_that_was_ruled_out_is_no_doubt() -> None:
    same = [edge("Q", "P", basis="name", probability=0.4), edge("Q", "R", basis="name", probability=0.0)]
    snapshot = day([], [owns("Q", "T", 0.2), owns("R", "T", 0.1)], same)
    assert OwnershipFacts.of(snapshot).doubts.tolist() == [snapshot.find("Party", ["P", "Q"]).tolist()]
