"""Reasons of a risk model's scores: they add up to the blend, tell both ends of ties, and stand in words."""

from dataclasses import replace

import numpy as np
import pytest

from gnn.explain.explain import Explainer, explain
from gnn.explain.reasons import FeatureReason, RelationReason, ScoreReasons, TieReason
from gnn.models.blend import Blend
from gnn.models.risk_model import RiskModel, fit_risk_model
from gnn.network import ENTERPRISE, Relation, TypedNetwork
from gnn.sample import Sample
from graph.errors import UsageError
from tests.unit.gnn.explained import SETTINGS, TEST, scored_rows, trained, world
from tests.unit.gnn.made_up import shuffled

MIXED = Blend({"trees": 0.4, "scorecard": 0.3, "network": 0.5}, -0.2)


def model(blend: Blend = MIXED) -> RiskModel:
    whole = trained()
    return replace(whole, stack=replace(whole.stack, blend=blend))


Reason = FeatureReason | RelationReason | TieReason


def added(one: Reason) -> float:
    """What a reason adds, where the blend hears it."""
    assert one.contribution is not None
    return one.contribution


def total(reasons: ScoreReasons) -> float:
    parts: list[Reason] = [*reasons.features, *reasons.relations]
    return reasons.base + sum(added(one) for one in parts) + reasons.remainder


def test_reasons_add_up_to_the_blended_log_odds() -> None:
    explainer, scored = Explainer(model(), TEST), model().score(TEST)
    blended = MIXED.logit(scored.logits)
    for row in scored_rows()[:12]:
        reasons = explainer.explain(int(row))
        assert reasons.logit == pytest.approx(blended[row], abs=1e-5)
        assert total(reasons) == pytest.approx(reasons.logit, abs=1e-9)
        assert abs(reasons.remainder) < 0.1
        assert all(sum(one.by_model.values()) == pytest.approx(one.contribution) for one in reasons.features)
    told = Explainer(model(), TEST, scored).explain(int(scored_rows()[0]))
    assert told.logit == blended[scored_rows()[0]]


@pytest.mark.parametrize("name", ["trees", "scorecard"])
def test_without_a_network_in_the_blend_features_are_all(name: str) -> None:
    only = model(Blend({"trees": 0.0, "scorecard": 0.0, "network": 0.0} | {name: 1.0}, 0.3))
    reasons, row = explain(only, TEST, int(scored_rows()[0])), int(scored_rows()[0])
    assert reasons.logit == pytest.approx(only.score(TEST).logits[name][row] + 0.3, abs=1e-9)
    assert reasons.remainder == 0
    assert "no weight" in reasons.notes[-1].en
    assert {one.contribution for one in reasons.relations} == {None}
    assert {one.contribution for one in reasons.evidence} <= {None}
    assert all("score" not in one.wording.en and "评分" not in one.wording.zh for one in reasons.relations)
    assert {type(one) for one in (*reasons.raising, *reasons.lowering)} == {FeatureReason}


def test_of_ties_that_the_blend_does_not_hear_those_to_enterprises_in_trouble_are_shown() -> None:
    only, told = model(Blend({"trees": 0.5, "scorecard": 0.5, "network": 0.0}, 0.0)), 0
    late, guarantees = TEST.table.column("events.days_past_due") > 0, TEST.network.relation("guarantees")
    for row in scored_rows()[:12]:
        far = np.concatenate([guarantees.target[guarantees.source == row], guarantees.source[guarantees.target == row]])
        reasons = explain(only, TEST, int(row), shown=100)
        assert len(reasons.evidence) == late[far].sum()
        assert reasons.left_out.ties == sum(one.ties for one in reasons.relations) - len(reasons.evidence)
        for one in reasons.evidence:
            assert row in (one.source.place, one.target.place)
            assert late[one.target.place if one.source.place == row else one.source.place]
        told += len(reasons.evidence)
    assert told > 3


def test_evidence_tells_both_ends_and_what_is_left_out() -> None:
    row, guarantees = int(scored_rows()[0]), TEST.network.relation("guarantees")
    reasons = Explainer(model(), TEST).explain(row, shown=4)
    assert len(reasons.evidence) == 4
    sizes = [abs(added(one)) for one in reasons.evidence]
    assert sizes == sorted(sizes, reverse=True)
    of_ties = sum(added(one) for one in reasons.relations)
    assert sum(added(one) for one in reasons.evidence) + reasons.left_out.contribution == pytest.approx(of_ties)
    assert len(reasons.evidence) + reasons.left_out.ties == sum(one.ties for one in reasons.relations)
    told = [one for one in Explainer(model(), TEST).explain(row, shown=500).evidence if one.relation == "guarantees"]
    stated = set(zip(guarantees.source.tolist(), guarantees.target.tolist(), guarantees.attributes[:, 0], strict=True))
    for one in told:
        assert (one.source.place, one.target.place, one.attributes["share"]) in stated
        assert one.source.enterprise_id == TEST.ids[one.source.place]
        assert one.own == (row in (one.source.place, one.target.place))
    assert sum(one.own for one in told) == int(((guarantees.source == row) | (guarantees.target == row)).sum())
    people = [one for one in reasons.evidence if one.relation == "leads"]
    assert all(one.source.enterprise_id is None for one in people)


def test_guarantees_that_carry_weakness_count_and_other_ties_hardly() -> None:
    """As the world was made: a guarantee of share 0 and who leads whom tell nothing of a default."""
    explainer = Explainer(trained(), TEST)
    size: dict[str, list[float]] = {"heavy": [], "light": [], "leads": []}
    for row in scored_rows()[:12]:
        for one in explainer.explain(int(row), shown=500).evidence:
            given = one.relation == "guarantees" and one.source.place == row
            if given or (one.relation == "leads" and one.own):
                name = "leads" if not given else "heavy" if one.attributes["share"] == 1 else "light"
                size[name].append(abs(added(one)))
    heavy, light, leads = (np.mean(found) for found in size.values())
    assert heavy > 2 * light
    assert heavy > 1.3 * leads


def test_words_tell_whom_it_guarantees_how_many_are_past_due_and_which_way_that_counts() -> None:
    late = TEST.table.column("events.days_past_due") > 0
    guarantees = TEST.network.relation("guarantees")
    told = 0
    for row in scored_rows()[:12]:
        reasons = Explainer(model(), TEST).explain(int(row))
        debtors = np.unique(guarantees.target[guarantees.source == row])
        given = next(one for one in reasons.relations if (one.relation, one.direction) == ("guarantees", "out"))
        assert given.ends == len(debtors)
        assert (given.conditions[0].count if given.conditions else 0) == late[debtors].sum()
        verb = ("raises", "上升") if added(given) > 0 else ("lowers", "下降")
        if given.conditions and abs(added(given)) > 0.01:
            told += 1
            size = f"{abs(added(given)):.2f}"
            assert given.wording.en == (
                f"guarantees {given.ends} enterprises, {given.conditions[0].count} of them with loans past due; "
                f"{verb[0]} the score by {size} (log-odds)"
            )
            assert given.wording.zh == (
                f"为{given.ends}家企业提供担保，其中{given.conditions[0].count}家贷款逾期，使评分（对数几率）{verb[1]}{size}"
            )
        assert all(added(one) > 0 for one in reasons.raising)
        assert all(added(one) < 0 for one in reasons.lowering)
        assert "causes" in reasons.notes[0].en
    assert told > 2


def test_what_is_not_known_is_told_as_such_and_may_count() -> None:
    row = next(int(one) for one in scored_rows()[:12] if np.isnan(TEST.table.column("own.capital")[one]))
    capital = next(one for one in explain(model(), TEST, row).features if one.feature.name == "own.capital")
    assert capital.value is None
    assert "not known" in capital.wording.en
    assert "未知" in capital.wording.zh


def test_order_of_rows_and_ties_moves_no_reason() -> None:
    other = shuffled(TEST, 7)
    first, second = Explainer(model(), TEST), Explainer(model(), other)
    for row in scored_rows()[:12][:5]:
        before = first.explain(int(row), 6)
        after = second.explain(int(np.flatnonzero(other.ids == TEST.ids[row])[0]), 6)
        assert [one.wording for one in (*before.raising, *before.lowering)] == [
            one.wording for one in (*after.raising, *after.lowering)
        ]
        ends = [
            [(one.source.enterprise_id, one.target.enterprise_id) for one in told.evidence] for told in (before, after)
        ]
        assert ends[0] == ends[1]
        assert [added(one) for one in before.evidence] == pytest.approx(
            [added(one) for one in after.evidence], abs=1e-6
        )
        again = first.explain(int(row), 6)
        assert again == before


def test_who_has_no_score_has_no_reasons() -> None:
    outside = int(np.flatnonzero(~TEST.population)[0])
    with pytest.raises(UsageError, match="not in the population"):
        explain(model(), TEST, outside)
    with pytest.raises(UsageError, match="no row 400"):
        explain(model(), TEST, 400)
    values = TEST.table.values.copy()
    values[scored_rows()[0]] = np.nan
    row, network = int(scored_rows()[0]), TypedNetwork(TEST.network.counts, ())
    unknown = replace(TEST, table=replace(TEST.table, values=values), network=network)
    with pytest.raises(UsageError, match="no facts"):
        explain(model(), unknown, row)


def test_without_ties_or_with_unknown_ones_it_explains_features_and_says_so() -> None:
    strange = Relation("befriends", ENTERPRISE, ENTERPRISE, *(np.zeros(1, np.int32),) * 2, np.zeros((1, 0)))
    sample: Sample = replace(TEST, network=TypedNetwork(TEST.network.counts, (strange,)))
    reasons = explain(model(), sample, int(scored_rows()[0]))
    assert reasons.evidence == ()
    assert reasons.features
    assert "befriends" in reasons.notes[1].en
    assert "No tie" in reasons.notes[2].en
    with pytest.raises(UsageError, match="other features"):
        Explainer(model(), replace(TEST, table=TEST.table.only(TEST.table.names[:3])))


def test_a_model_without_any_network_is_explained_by_features() -> None:
    settings = replace(SETTINGS, network=None)
    plain = fit_risk_model([world(1, 300)], [world(2, 300, "valid")], settings)
    reasons = explain(plain, TEST, int(scored_rows()[0]))
    assert total(reasons) == pytest.approx(plain.blend.logit(plain.score(TEST).logits)[scored_rows()[0]], abs=1e-9)
    assert (reasons.relations, reasons.evidence) == ((), ())
