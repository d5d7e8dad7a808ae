"""A bank's groups from facts to limits, and in the form in which they are written down."""

from dataclasses import replace

import pytest

from graph.errors import NotFound
from graph.groups.finding import FoundGroup, GroupRun, found_groups
from graph.groups.lender import GroupLimitUse, LenderGroups
from graph.regimes.provision import Subject
from graph.snapshot import Snapshot
from tests.unit.groups.lending import CONNECTING, EXEMPTING, LENDING, LIMITS, PROVISION, judged, stake
from tests.unit.groups.snapshots import enterprise, loan, snapshot_of, tie, together


def by_name(snapshot: Snapshot, found: LenderGroups) -> dict[str, float]:
    names = snapshot.parties.table.column("party_id").to_pylist()
    return {
        " ".join(sorted(names[p] for p in found.groups.members(group).tolist())): amount
        for group, amount in enumerate(found.groups.exposure_cny.tolist())
    }


def under(uses: tuple[GroupLimitUse, ...], limit: str, of_groups: bool) -> GroupLimitUse:
    (use,) = [one for one in uses if one.use.limit.source.id == limit and one.of_groups is of_groups]
    return use


def test_control_dependency_and_guarantees_make_the_groups() -> None:
    snapshot = snapshot_of(**LENDING)
    assert by_name(snapshot, judged(snapshot)) == {
        "mill shop tyre": 220.0, "port rail": 185.0, "other": 240.0,
    }  # fmt: skip


def test_the_state_connects_where_the_regime_lets_it() -> None:
    world = {name: rows for name, rows in LENDING.items() if name not in {"Guarantee", "GUARANTEES"}}
    snapshot = snapshot_of(**world)
    assert by_name(snapshot, judged(snapshot, provision=EXEMPTING)).keys() >= {"port", "rail"}
    assert "port rail" in by_name(snapshot, judged(snapshot, provision=CONNECTING))


def test_state_bodies_in_concert_connect_no_more_than_one_does() -> None:
    """Two of them hold 40 % of the quay and of the dock each, and act together."""
    bodies = [enterprise(name, "government") for name in ("city", "province")]
    held = [stake(owner, owned, 0.4) for owner in ("city", "province") for owned in ("quay", "dock")]
    world = together(
        {"Enterprise": [*bodies, enterprise("bank", "bank"), enterprise("quay"), enterprise("dock")], "OWNS": held},
        {"ACTS_WITH": [tie("city", "province", basis="agreement")]},
        loan("l1", "quay", "bank", 5.0), loan("l2", "dock", "bank", 7.0),
    )  # fmt: skip
    snapshot = snapshot_of(**world)
    assert by_name(snapshot, judged(snapshot, provision=EXEMPTING)) == {"quay": 5.0, "dock": 7.0}
    assert by_name(snapshot, judged(snapshot, provision=CONNECTING)) == {"dock quay": 12.0}


def test_without_a_lender_all_enterprises_are_clients() -> None:
    snapshot = snapshot_of(**LENDING)
    found = judged(snapshot, None)
    assert by_name(snapshot, found) == {
        "holding mill shop tyre": 220.0, "port rail": 185.0, "other": 240.0, "bank": 0.0,
    }  # fmt: skip


def test_clients_groups_and_banks_stand_under_limits_of_their_own() -> None:
    snapshot = snapshot_of(**LENDING)
    found = judged(snapshot)
    names = snapshot.parties.table.column("party_id").to_pylist()
    uses = found.uses(LIMITS)
    loans = under(uses, "single_loan", False)
    assert loans.use.limit_cny == 120.0
    assert [names[place] for place in loans.breaches] == ["port"]  # mill is just at it, shop has no loan
    exposure = under(uses, "single_exposure", False)
    assert [names[place] for place in exposure.breaches] == ["port"]
    groups = [one for one in uses if one.of_groups and one.use.limit.subject is Subject.CONNECTED_GROUP]
    assert [names[p] for use in groups for g in use.breaches for p in found.groups.members(g)] == [
        "mill", "shop", "tyre",
    ]  # fmt: skip
    assert all(
        "other" not in {names[p] for p in use.places} for use in uses if use.use.limit.subject == "single_client"
    )


def test_related_parties_stand_alone_with_their_groups_and_together() -> None:
    """Net capital is 1200: 120 for one, 180 for the control group of one, 600 for all."""
    snapshot = snapshot_of(**LENDING)
    found = judged(snapshot)
    related = snapshot.find("Party", ["mill", "port", "wang"])
    one, group, every = found.related_uses(LIMITS, related)
    assert one.use.exposure_cny.tolist() == [120.0, 155.0, 0.0]
    assert one.breaches.tolist() == [related[1]]
    assert group.places.tolist() == related[:2].tolist()
    assert group.use.exposure_cny.tolist() == [180.0, 155.0]  # the mill with the shop; tyre only depends
    assert not group.use.breach.any()
    assert (every.use.limit_cny, every.use.exposure_cny.tolist()) == (600.0, [275.0])


def test_dependencies_must_be_looked_for_above_five_percent() -> None:
    snapshot = snapshot_of(**LENDING)
    names = snapshot.parties.table.column("party_id").to_pylist()
    assert [names[party] for party in judged(snapshot).to_investigate()] == ["other", "port", "mill", "shop"]
    with pytest.raises(NotFound, match="tier1 capital is not known"):
        judged(snapshot, "other").to_investigate()


def test_groups_are_written_down_by_identities_with_reasons() -> None:
    snapshot = snapshot_of(**LENDING)
    first, second = written(snapshot, judged(snapshot))
    assert (first.head_id, first.exposure_cny, first.lender_id) == ("wang", 220.0, "bank")
    assert first.use is not None
    assert first.use.breach
    assert [(m.party_id, m.tie, m.through_id, m.dependence, m.share_ratio) for m in first.members] == [
        ("mill", "controlled", "wang", None, None), ("shop", "controlled", "wang", None, None),
        ("tyre", "depends", "mill", "sales", 0.8),
    ]  # fmt: skip
    assert [(m.party_id, m.tie, m.dependence, m.share_ratio) for m in second.members] == [
        ("port", "depends", "guarantee", 1.5), ("rail", "head", None, None),
    ]  # fmt: skip


def test_the_same_group_has_the_same_id_and_another_has_another() -> None:
    snapshot = snapshot_of(**LENDING)
    one, other = written(snapshot, judged(snapshot))
    assert [group.group_id for group in written(snapshot, judged(snapshot))] == [one.group_id, other.group_id]
    reordered = snapshot_of(**LENDING | {"Enterprise": LENDING["Enterprise"][::-1]})
    assert {group.group_id for group in written(reordered, judged(reordered))} == {one.group_id, other.group_id}
    eu = found_groups(snapshot, judged(snapshot), "eu", limits=LIMITS)
    assert not {group.group_id for group in eu} & {one.group_id, other.group_id}


def test_a_concert_group_at_the_top_is_named_by_its_members() -> None:
    """li and zhao hold 30 % of the quay each and act together; zhao alone controls the tyre works."""
    more = together(
        {"Enterprise": [enterprise("li"), enterprise("zhao"), enterprise("quay")]},
        {"OWNS": [stake("li", "quay", 0.3), stake("zhao", "quay", 0.3), stake("zhao", "tyre", 0.9)]},
        {"ACTS_WITH": [tie("li", "zhao", basis="agreement")]},
        {
            "Loan": [{"loan_id": "l9", "principal_cny": 5.0}],
            "BORROWED": [tie("quay", "l9")],
            "LENT": [tie("bank", "l9")],
        },
    )
    world = together({k: v for k, v in LENDING.items() if k != "DEPENDS_ON"}, more)
    snapshot = snapshot_of(**world)
    found = judged(snapshot)
    assert by_name(snapshot, found)["quay tyre"] == 45.0
    (group,) = [one for one in written(snapshot, found) if one.exposure_cny == 45.0]
    assert group.head_id == "li+zhao"


def test_another_provision_is_another_run_of_the_same_scope() -> None:
    snapshot = snapshot_of(**LENDING)
    run, again = (GroupRun.of(snapshot, "china", "bank", PROVISION) for _ in range(2))
    other = GroupRun.of(snapshot, "china", "bank", replace(PROVISION, dependent_share=0.4))
    assert run == again
    assert run.run_id != other.run_id
    assert run.scope == other.scope != GroupRun.of(snapshot, "china", None, PROVISION).scope


def written(snapshot: Snapshot, found: LenderGroups) -> list[FoundGroup]:
    return found_groups(snapshot, found, "china", limits=LIMITS)
