import numpy as np
import pandas as pd
import pytest

from ingest.world.days import NEVER
from ingest.world.defaults import CONTAGION
from ingest.world.losses import CALL
from tests.unit.world.worlds import economy, frame, world

SEEDS = (1, 2)


@pytest.mark.parametrize("seed", SEEDS)
def test_without_contagion_nothing_is_transmitted(seed: int) -> None:
    made = world(seed, 2000, 0.0)
    assert made.truth["transmissions"].num_rows == 0
    assert "contagion" not in set(made.truth["defaults"]["driver"].to_pylist())
    assert made.truth["defaults"].num_rows > 100


@pytest.mark.parametrize("seed", SEEDS)
def test_more_contagion_more_defaults(seed: int) -> None:
    fallen = [np.flatnonzero(economy(seed, 8000, c).defaults.day < NEVER) for c in (0.0, 0.4, 1.0)]
    assert len(fallen[0]) * 1.05 < len(fallen[1])
    assert len(fallen[1]) * 1.02 < len(fallen[2])
    assert set(fallen[0]) <= set(fallen[1])
    assert set(fallen[0]) <= set(fallen[2])


@pytest.mark.parametrize("seed", SEEDS)
def test_with_contagion_defaults_come_no_later(seed: int) -> None:
    calm, stormy = economy(seed, 8000, 0.0).defaults.day, economy(seed, 8000, 1.0).defaults.day
    assert (stormy <= calm).all()


def test_transmissions_name_contracts_between_source_and_target() -> None:
    made = world(3, 3000, 1.0)
    rows = frame(made.truth["transmissions"])
    guarantees = frame(made.tables["guarantees"]).set_index("guarantee_id")
    loans = frame(made.tables["loans"]).set_index("loan_id")
    assert len(rows) > 20
    assert set(rows.channel) == {"guarantee_call", "ownership", "lending"}
    assert (rows.source_defaulted_on < rows.target_defaulted_on).all()
    assert rows.groupby("target").weight.sum().max() <= 1 + 1e-3
    for row in rows.itertuples():
        if row.channel == "guarantee_call":
            contract = guarantees.loc[row.guarantee_id]
            assert ("cn.uscc:" + contract.guarantor, "cn.uscc:" + contract.debtor) == (row.target, row.source)
        if row.channel == "lending":
            assert "cn.uscc:" + loans.loc[row.loan_id].lender == row.target
    drivers = frame(made.truth["defaults"]).set_index("party_id").driver
    assert (drivers.loc[rows.target.unique()] == "contagion").all()
    assert set(drivers[drivers == "contagion"].index) == set(rows.target)


def lift_of_called_guarantors(contagion: float) -> float:
    """How much likelier enterprises default within a year after a call than operating ones in general, over 8 years."""
    numerator = denominator = base = exposure = 0.0
    for seed in SEEDS:
        made = economy(seed, 20_000, contagion)
        day, firms = made.defaults.day, len(made.parties.firms)
        calls = made.defaults.losses.take(made.defaults.losses.channel == CALL)
        calls = calls.take((calls.target < firms) & (calls.day + 365 <= made.calendar.today))
        calls = calls.take(made.parties.firms.operating[np.minimum(calls.target, firms - 1)])
        after = day[calls.target] - calls.day
        numerator += float((after <= 365).sum())
        denominator += len(calls)
        operating = made.parties.firms.operating
        base += float((day[:firms][operating] < NEVER).sum()) / made.calendar.years
        exposure += float(operating.sum())
    return (numerator / denominator) / (base / exposure)


def test_calls_foretell_defaults_only_where_there_is_contagion() -> None:
    assert 0.5 < lift_of_called_guarantors(0.0) < 1.6
    assert lift_of_called_guarantors(1.0) > 4


def test_weakness_drives_defaults() -> None:
    made = economy(1, 20_000, 0.0)
    fell = made.defaults.day[: len(made.parties.firms)] < NEVER
    assert made.health.observed[fell].mean() > made.health.observed[~fell].mean() + 0.3
    assert made.health.unobserved[fell].mean() > made.health.unobserved[~fell].mean() + 0.3
    assert (made.defaults.driver[fell] != CONTAGION).all()


def test_statements_show_the_ratios_that_drive_defaults() -> None:
    made = economy(3, 3000, 0.5)
    statements = frame(world(3, 3000, 0.5).tables["statements"])
    assert set(statements.period_end.dt.year) == set(range(2017, 2025))
    gap = statements.total_assets_cny - statements.total_liabilities_cny - statements.net_assets_cny
    assert gap.abs().max() <= 1
    lag = statements.recorded_on - statements.period_end
    assert lag.min() >= pd.Timedelta(days=75)
    number = {code: i for i, code in enumerate(made.parties.firms.code.to_pylist())}
    latest = statements[statements.period_end == pd.Timestamp("2024-12-31")]
    weakness = made.health.observed[latest.enterprise.map(number), -1]
    operating = made.parties.firms.operating[latest.enterprise.map(number)]
    leverage = latest.total_liabilities_cny / latest.total_assets_cny
    assert np.corrcoef(weakness[operating], leverage[operating])[0, 1] > 0.6
