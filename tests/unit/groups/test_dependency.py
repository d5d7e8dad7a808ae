"""Which dependencies count: what sources state, what guarantees show, and who must be looked into."""

from datetime import date

import numpy as np
import pytest

from graph.groups.dependency import Dependencies, DependencyRule, dependencies, to_investigate
from graph.snapshot import Snapshot
from tests.unit.groups.snapshots import enterprise, guarantee, snapshot_of, statement, tie, together

PARTIES = {"Enterprise": [enterprise(name) for name in ("a", "b", "c", "d")]}


def rows(found: Dependencies, snapshot: Snapshot) -> list[tuple[str, str, str]]:
    names = snapshot.parties.table.column("party_id").to_pylist()
    return [(names[p], names[d], kind) for p, d, kind in zip(found.provider, found.dependent, found.kind, strict=True)]


def stated(*ties: tuple[str, str, float | None], kind: str = "sales") -> dict[str, list[dict[str, object]]]:
    return {
        "DEPENDS_ON": [tie(dependent, provider, kind=kind, share_ratio=share) for dependent, provider, share in ties]
    }


def test_half_counts_and_less_does_not() -> None:
    snapshot = snapshot_of(**together(PARTIES, stated(("a", "b", 0.5), ("a", "c", 0.4999), ("d", "c", 0.9))))
    assert rows(dependencies(snapshot), snapshot) == [("b", "a", "sales"), ("c", "d", "sales")]
    strict = dependencies(snapshot, DependencyRule(share_ratio=0.8))
    assert rows(strict, snapshot) == [("c", "d", "sales")]


def test_the_noise_of_a_sum_decides_nothing() -> None:
    snapshot = snapshot_of(**together(PARTIES, stated(("a", "b", 0.1 + 0.1 + 0.1 + 0.1 + 0.1 - 1e-16))))
    assert len(dependencies(snapshot)) == 1


def test_without_a_share_it_counts_unless_the_rule_says_otherwise() -> None:
    snapshot = snapshot_of(**together(PARTIES, stated(("a", "b", None))))
    found = dependencies(snapshot)
    assert rows(found, snapshot) == [("b", "a", "sales")]
    assert np.isnan(found.share).all()
    assert len(dependencies(snapshot, DependencyRule(unstated_connects=False))) == 0


def test_what_is_not_in_force_and_what_leads_to_oneself_does_not_count() -> None:
    gone = tie("a", "b", until=date(2025, 6, 30), kind="sales", share_ratio=0.9)
    itself = tie("c", "c", kind="sales", share_ratio=0.9)
    assert len(dependencies(snapshot_of(**together(PARTIES, {"DEPENDS_ON": [gone, itself]})))) == 0


@pytest.mark.parametrize(("net_assets", "depends"), [(99.0, True), (100.0, False), (-5.0, True)])
def test_a_guarantor_depends_on_a_debtor_whose_guarantees_exceed_its_net_assets(
    net_assets: float, depends: bool
) -> None:
    """Two contracts of 60 and 40 for b; one of 5 for c endangers only who has no net assets."""
    snapshot = snapshot_of(
        **together(
            PARTIES, guarantee("g1", "a", "b", 60.0), guarantee("g2", "a", "b", 40.0),
            statement("a", net_assets_cny=net_assets),
        )
    )  # fmt: skip
    found = dependencies(snapshot)
    assert rows(found, snapshot) == ([("b", "a", "guarantee")] if depends else [])
    if depends:
        assert found.share.tolist() == [100.0 / max(net_assets, 1.0)]
    assert len(dependencies(snapshot, DependencyRule(guarantee_to_net_assets=None))) == 0


def test_nothing_is_concluded_from_what_is_unknown() -> None:
    """a has no statement; the amount of b's guarantee is unknown."""
    snapshot = snapshot_of(
        **together(
            PARTIES,
            guarantee("g1", "a", "b", 60.0),
            guarantee("g2", "b", "c", None),
            statement("b", net_assets_cny=1.0),
        )
    )
    assert len(dependencies(snapshot)) == 0


def test_the_latest_statement_counts() -> None:
    snapshot = snapshot_of(
        **together(
            PARTIES, guarantee("g1", "a", "b", 60.0), statement("a", date(2023, 12, 31), net_assets_cny=10.0),
            statement("a", date(2024, 12, 31), net_assets_cny=100.0),
        )
    )  # fmt: skip
    assert len(dependencies(snapshot)) == 0


def test_dependence_on_the_lender_itself_can_be_left_out() -> None:
    snapshot = snapshot_of(**together(PARTIES, stated(("a", "b", 0.9), ("c", "b", 0.9), ("c", "d", 0.9))))
    bank = int(snapshot.find("Party", ["b"])[0])
    found = dependencies(snapshot)
    assert rows(found.without(found.provider == bank), snapshot) == [("d", "c", "sales")]


def test_above_five_percent_of_tier_1_clients_must_be_looked_into() -> None:
    assert to_investigate(np.array([50.0, 50.01, 80.0, 0.0]), 1000.0).tolist() == [2, 1]
    assert to_investigate(np.array([1.0, 0.0]), -3.0).tolist() == [0]
