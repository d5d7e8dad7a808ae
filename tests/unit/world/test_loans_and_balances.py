import pandas as pd
import pytest

from tests.unit.world.worlds import SMALL, frame, world

LAST = pd.Timestamp("2025-12-31")
ORDER = ["normal", "special_mention", "substandard", "doubtful", "loss"]


@pytest.mark.parametrize(("seed", "enterprises", "contagion"), SMALL)
def test_balances_follow_the_loan(seed: int, enterprises: int, contagion: float) -> None:
    tables = world(seed, enterprises, contagion).tables
    loans = frame(tables["loans"]).set_index("loan_id")
    balances = frame(tables["balances"]).join(loans[["principal", "drawn_on", "matures_on"]], on="loan_id")
    assert ((balances.outstanding >= 0) & (balances.outstanding <= balances.principal)).all()
    by_loan = balances.groupby("loan_id")
    first, last = by_loan.first(), by_loan.last()
    assert set(first.index) == set(loans.index)
    assert (first.valid_from == first.drawn_on).all()
    assert (first.outstanding == first.principal).all()
    assert by_loan.outstanding.apply(lambda values: values.is_monotonic_decreasing).all()
    assert (balances[balances.outstanding == 0].groupby("loan_id").size() == 1).all()
    repaid = last[last.outstanding == 0]
    in_order = repaid[repaid.classification == "normal"]
    assert (in_order.valid_from > in_order.matures_on).all()
    unpaid = last[last.outstanding > 0]
    assert (unpaid.classification.isin(ORDER[2:]) | (unpaid.matures_on >= LAST - pd.Timedelta(days=2))).all()


@pytest.mark.parametrize(("seed", "enterprises", "contagion"), SMALL)
def test_there_is_a_balance_at_each_quarter_end_and_class_change(seed: int, enterprises: int, contagion: float) -> None:
    balances = frame(world(seed, enterprises, contagion).tables["balances"])
    before = balances.groupby("loan_id").shift()
    gap = (balances.valid_from - before.valid_from).dt.days
    assert gap.max() <= 92
    bad = balances.classification.isin(ORDER[2:]) & (balances.outstanding > 0)
    assert (balances[bad].days_past_due > 0).all()
    assert (balances[balances.classification.eq("normal")].days_past_due == 0).all()
    rank = balances.classification.map({name: i for i, name in enumerate(ORDER)}).astype(int)
    worsened = rank.groupby(balances.loan_id).diff()
    left_default = (worsened < 0) & (rank.groupby(balances.loan_id).shift() >= 2)
    assert not left_default.any()


def test_a_defaulter_draws_no_new_loan_and_signs_no_new_guarantee() -> None:
    made = world(2, 700, 1.0)
    defaults = frame(made.truth["defaults"])
    day = dict(zip(defaults.party_id.str.removeprefix("cn.uscc:"), defaults.defaulted_on, strict=True))
    loans, guarantees = frame(made.tables["loans"]), frame(made.tables["guarantees"])
    for parties, starts in (
        (loans.borrower, loans.drawn_on),
        (guarantees.guarantor, guarantees.starts_on),
        (guarantees.debtor, guarantees.starts_on),
    ):
        fell = parties.map(day)
        assert (starts[fell.notna()] <= fell[fell.notna()]).all()


def test_secured_loans_belong_to_the_debtor() -> None:
    made = world(3, 3000)
    borrower = frame(made.tables["loans"]).set_index("loan_id").borrower.to_dict()
    for row in made.tables["guarantees"].select(["debtor", "secured_loans"]).to_pylist():
        for loan in (row["secured_loans"] or "").split(";"):
            assert not loan or borrower[loan] == row["debtor"]


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_non_performing_loans_are_plausible_without_contagion(seed: int) -> None:
    balances = frame(world(seed, 5000, 0.0).tables["balances"])
    latest = balances.groupby("loan_id").last()
    bad = latest.outstanding[latest.classification.isin(ORDER[2:])].sum()
    assert 0.01 <= bad / latest.outstanding.sum() <= 0.05
