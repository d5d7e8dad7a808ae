"""Limits: just at one is no breach, and what cannot be said is said."""

from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.errors import NotFound
from graph.groups.limits import Capital, LimitUse, checkable
from graph.regimes.provision import Base, LimitProvision, Measure, Source, Subject, Wording


def limit(ratio: float, subject: Subject = Subject.CONNECTED_GROUP, base: Base = Base.TIER1_CAPITAL) -> LimitProvision:
    words = Wording("限额", "limit")
    source = Source(f"{subject}_{ratio}", words, words, "1", 2018, "from memory", date(2018, 7, 1))
    return LimitProvision(source, "bank", subject, ratio=ratio, measure=Measure.EXPOSURE, base=base)


def test_headroom_and_breach() -> None:
    use = LimitUse.of(limit(0.2), Capital(tier1_capital_cny=1000.0), np.array([240.0, 60.0, 200.0, 0.0, 210.0]))
    assert use.limit_cny == 200.0
    assert use.headroom_cny.tolist() == [-40.0, 140.0, 0.0, 200.0, -10.0]
    assert use.breach.tolist() == [True, False, False, False, True]
    assert use.breaches.tolist() == [0, 4]
    assert use.at(0).used_ratio == pytest.approx(1.2)
    assert use.at(0).breach


def test_the_noise_of_a_sum_is_no_breach_and_a_fen_is() -> None:
    """A third of a large bank's limit three times over; then a fen too much, at a limit of 1.5 billion."""
    large = LimitUse.of(limit(0.2), Capital(3.5e12), np.array([sum([7e11 / 3] * 3), sum([7e11 / 7] * 7)]))
    assert not large.breach.any()
    small = LimitUse.of(limit(0.15), Capital(1e10), np.array([1.5e9, 1.5e9 + 0.01]))
    assert small.breach.tolist() == [False, True]


@given(st.floats(0.01, 1.0), st.floats(1e6, 1e13), st.floats(0, 1e13))
@settings(max_examples=500, deadline=None)
def test_headroom_and_breach_agree(ratio: float, capital: float, exposure: float) -> None:
    use = LimitUse.of(limit(ratio), Capital(capital), np.array([exposure]))
    assert not (use.breach[0] and use.headroom_cny[0] >= 0)
    assert use.breach[0] or use.headroom_cny[0] >= -1e-12 * use.limit_cny - 1e-9


@pytest.mark.parametrize("capital", [0.0, -5.0])
def test_without_capital_nothing_is_allowed_and_no_ratio_is_said(capital: float) -> None:
    use = LimitUse.of(limit(0.2), Capital(capital), np.array([1.0, 0.0]))
    assert use.breach.tolist() == [True, False]
    assert use.at(0).used_ratio is None


def test_what_is_forbidden_is_breached_by_anything() -> None:
    use = LimitUse.of(limit(0.0, base=Base.NET_ASSETS), Capital(net_assets_cny=100.0), np.array([0.0, 0.01]))
    assert use.breach.tolist() == [False, True]


def test_unknown_capital_is_said_and_its_limits_can_be_left_out() -> None:
    capital = Capital(net_capital_cny=100.0)
    with pytest.raises(NotFound, match="tier1 capital is not known"):
        LimitUse.of(limit(0.2), capital, np.zeros(1))
    by_net, surplus = limit(0.1, base=Base.NET_CAPITAL), limit(0.1, base=Base.CAPITAL_AND_SURPLUS)
    assert checkable([limit(0.2), by_net, surplus], capital) == (by_net,)
