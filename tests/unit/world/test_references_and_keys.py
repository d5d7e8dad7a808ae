import pandas as pd
import pytest

from graph.schema import TABLES, DataType
from tests.unit.world.worlds import SMALL, frame, world


@pytest.mark.parametrize(("seed", "enterprises", "contagion"), SMALL)
def test_every_reference_exists(seed: int, enterprises: int, contagion: float) -> None:
    tables = {name: frame(table) for name, table in world(seed, enterprises, contagion).tables.items()}
    firms, persons = set(tables["enterprises"].party_id), set(tables["persons"].party_id)
    known = {
        "Enterprise": firms, "Person": persons, "Party": firms | persons, "Loan": set(tables["loans"].loan_id),
        "Guarantee": set(tables["guarantees"].guarantee_id),
    }  # fmt: skip
    for name, table in tables.items():
        for column in TABLES[name].columns:
            if column.target and not (name in ("enterprises", "persons") and column.name == "party_id"):
                values = table[column.name].dropna()
                if column.type is DataType.REFERENCES:
                    values = values.str.split(";").explode()
                assert set(values) <= known[column.target], f"{name}.{column.name}"


@pytest.mark.parametrize(("seed", "enterprises", "contagion"), SMALL)
def test_required_columns_are_filled_and_keys_are_unique(seed: int, enterprises: int, contagion: float) -> None:
    for name, table in world(seed, enterprises, contagion).tables.items():
        spec, rows = TABLES[name], frame(table)
        assert list(rows.columns) == [column.name for column in spec.columns]
        assert len(rows) > 0, name
        for column in spec.columns:
            if column.required or column.name == "recorded_on":
                assert rows[column.name].notna().all(), f"{name}.{column.name}"
            if column.choices:
                assert set(rows[column.name].dropna()) <= {choice.value for choice in column.choices}
        assert not rows.duplicated(list(spec.key)).any(), name


@pytest.mark.parametrize(("seed", "enterprises", "contagion"), SMALL)
def test_nothing_ends_before_it_starts_or_is_known_after_today(seed: int, enterprises: int, contagion: float) -> None:
    made = world(seed, enterprises, contagion)
    for name, table in made.tables.items():
        spec, rows = TABLES[name], frame(table)
        assert (rows.recorded_on <= pd.Timestamp(made.options.as_of)).all(), name
        if spec.valid_to in rows:
            ended = rows[rows[spec.valid_to].notna() & rows[spec.valid_from].notna()]
            assert (ended[spec.valid_from] <= ended[spec.valid_to]).all(), name


@pytest.mark.parametrize(("seed", "enterprises", "contagion"), SMALL)
def test_shares_of_an_enterprise_never_exceed_one(seed: int, enterprises: int, contagion: float) -> None:
    stakes = frame(world(seed, enterprises, contagion).tables["stakes"])
    assert (stakes.share_ratio > 0).all()
    assert (stakes.owner != stakes.owned).all()
    days = pd.to_datetime(["2018-01-01", "2020-06-30", "2023-01-15", "2025-12-31"])
    for day in days:
        held = stakes[(stakes.valid_from <= day) & (stakes.valid_to.isna() | (day <= stakes.valid_to))]
        for column in (held.share_ratio, held.vote_ratio.fillna(held.share_ratio)):
            assert column.groupby(held.owned).sum().max() <= 1 + 1e-9


def test_there_is_exactly_one_re_guarantee_firm() -> None:
    for seed, enterprises, contagion in SMALL:
        kinds = frame(world(seed, enterprises, contagion).tables["enterprises"]).drop_duplicates("party_id").kind
        assert (kinds == "re_guarantee_firm").sum() == 1
        assert (kinds == "bank").sum() >= 4
        assert (kinds == "guarantee_firm").sum() >= 3


def test_no_text_needs_quotes() -> None:
    for name, table in world(3, 3000).tables.items():
        rows = frame(table)
        for column in rows.select_dtypes(include=["object", "str", "category"]):
            text = rows[column].dropna().astype(str)
            assert not text.str.contains('[,"\n\r]').any(), f"{name}.{column}"
