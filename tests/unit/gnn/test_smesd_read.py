"""What a folder says as samples, and what is said of a folder that is wrong."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from gnn.network import ENTERPRISE, PERSON
from gnn.smesd.choice import Choice, build_tables
from gnn.smesd.own import Vocabulary, capital_features, lawsuit_features
from gnn.smesd.read import Company, Lawsuit, read_files
from gnn.smesd.samples import Facts, build_samples
from graph.errors import FeedError
from tests.unit.gnn.smesd_folder import COUNTS, Rows, made_up, write


def test_each_split_is_a_sample_of_its_own_facts(tmp_path: Path) -> None:
    files = made_up()
    samples = build_samples(read_files(write(tmp_path / "data", files)))
    for sample in (samples.train, samples.valid, samples.test):
        assert sample.population.sum() == COUNTS[sample.name]
        for name in ("person_invests_in", "invests_in", "loan", "supervises"):
            told = [row for row in files["relations"] if row[0] == sample.name and row[3] == name]
            assert len(sample.network.relation(name)) == len(told)
    assert samples.train.network.relation("person_invests_in").source_kind == PERSON
    assert samples.train.network.relation("loan").target_kind == ENTERPRISE
    assert len(samples.test.labelled) == 0
    assert np.isnan(samples.known_outcomes["train"]).all()


def test_a_tie_leads_whither_the_file_says(tmp_path: Path) -> None:
    files = made_up()
    row = next(row for row in files["relations"] if row[0] == "valid" and row[3] == "invests_in")
    sample = build_samples(read_files(write(tmp_path / "data", files))).valid
    relation = sample.network.relation("invests_in")
    ends = zip(sample.ids[relation.source].tolist(), sample.ids[relation.target].tolist(), strict=True)
    assert (row[1], row[2]) in set(ends)
    capital = {one[0]: float(one[2] or "nan") for one in files["companies"]}
    assert np.allclose(
        relation.attributes[:, 1], [10 / capital[str(one)] for one in sample.ids[relation.target]], equal_nan=True
    )


def test_earlier_facts_are_added_and_later_ones_never(tmp_path: Path) -> None:
    files = read_files(write(tmp_path / "data", made_up()))
    apart, summed = build_samples(files), build_samples(files, Facts(earlier=True))
    assert np.array_equal(apart.train.table.values, summed.train.table.values, equal_nan=True)
    count = len(apart.train.network.relation("loan")) + len(apart.valid.network.relation("loan"))
    assert len(summed.valid.network.relation("loan")) == count
    known = summed.known_outcomes["valid"]
    assert (~np.isnan(known)).sum() == sum(
        one in summed.train.ids for one in summed.valid.ids[~summed.valid.population]
    )
    assert np.isnan(known[summed.valid.population]).all()


def test_all_splits_have_the_same_columns(tmp_path: Path) -> None:
    samples = build_samples(read_files(write(tmp_path / "data", made_up())), Facts(True, True))
    choice = Choice(triples=True, hops=2, attributes=("amount", "share_ratio"), spread=True, rates=("area",))
    tables = build_tables(samples, choice)
    assert len({table.schema_digest for table in tables.values()}) == 1
    assert np.isnan(tables["test"].column("rates.area")[samples.test.population]).all()
    assert not np.isnan(tables["train"].column("rates.area")[samples.train.population]).any()
    families = {feature.family for feature in tables["train"].features}
    assert families == {"capital", "lawsuits", "neighbours", "groups", "spread", "rates"}


def test_own_features_reckoned_by_hand() -> None:
    nan = float("nan")
    companies = [Company("C1", "train", 1000.0, 250.0, 1.0), Company("C2", "train", nan, 10.0, 0.0),
                 Company("C3", "train", 0.0, 0.0, 0.0), Company("C4", "train", 10.5, 21.0, 0.0)]  # fmt: skip
    table = capital_features(companies)
    assert np.allclose(table.column("capital.registered"), np.log([1001.0, nan, 1.0, 11.5]), equal_nan=True)
    assert np.allclose(table.column("capital.paid_ratio"), [0.25, nan, nan, 2.0], equal_nan=True)
    assert np.allclose(table.column("capital.roundness"), [3.0, nan, nan, nan], equal_nan=True)
    suits = [Lawsuit("train", "C1", "loan", "grassroots", "defendant_lost")] * 3
    suits += [Lawsuit("train", "C1", "sale", "higher", "plaintiff_won"), Lawsuit("train", "C4", "new", "new", "new")]
    found = lawsuit_features(["C1", "C2", "C3", "C4"], suits, Vocabulary.of(suits[:4], least=2))
    assert found.column("lawsuits.all").tolist() == [4, 0, 0, 1]
    assert found.column("lawsuits.cause.loan").tolist() == [3, 0, 0, 0]
    assert found.column("lawsuits.kind.loan.grassroots.defendant_lost").tolist() == [3, 0, 0, 0]
    assert np.allclose(found.column("lawsuits.share_lost_as_defendant"), [0.75, nan, nan, 0.0], equal_nan=True)
    assert np.allclose(found.column("lawsuits.share_as_plaintiff"), [0.25, nan, nan, 0.0], equal_nan=True)
    assert "lawsuits.cause.new" not in found.names


def put(file: str, row: int, field: int, value: str) -> Callable[[dict[str, Rows]], None]:
    def change(files: dict[str, Rows]) -> None:
        files[file][row][field] = value

    return change


def drop(file: str, row: int) -> Callable[[dict[str, Rows]], None]:
    def change(files: dict[str, Rows]) -> None:
        del files[file][row]

    return change


def repeat_company(files: dict[str, Rows]) -> None:
    files["companies"].append(list(files["companies"][0]))


def all_alike(files: dict[str, Rows]) -> None:
    for row in files["companies"]:
        row[4] = "1" if row[1] == "train" else row[4]


def no_test(files: dict[str, Rows]) -> None:
    files["companies"] = [row for row in files["companies"] if row[1] != "test"]
    for name in ("relations", "lawsuits"):
        files[name] = [row for row in files[name] if row[0] != "test"]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (put("companies", 3, 1, "later"), r"companies\.csv, row 5, split: later"),
        (put("companies", 3, 0, "X1"), r"companies\.csv, row 5, company_id: X1 does not begin with C"),
        (put("companies", 3, 0, ""), r"companies\.csv, row 5, company_id: empty"),
        (put("companies", 3, 2, "-1"), r"companies\.csv, row 5, registered_capital: -1 is no amount"),
        (put("companies", 3, 3, "nan"), r"companies\.csv, row 5, paid_in_capital: nan is no amount"),
        (put("companies", 3, 3, "inf"), r"companies\.csv, row 5, paid_in_capital: inf is no amount"),
        (put("companies", 3, 4, ""), r"companies\.csv, row 5, bankrupt"),
        (put("companies", 3, 4, "yes"), r"companies\.csv, row 5, bankrupt: “yes” in the train split"),
        (repeat_company, r"companies\.csv, row 382, company_id: C00000 stands twice"),
        (all_alike, r"companies\.csv: all of train are alike in bankrupt"),
        (no_test, r"companies\.csv has no company of the split test"),
        (put("relations", 0, 1, "C99999"), r"relations\.csv, row 2, from_id: C99999 is no company"),
        (put("relations", 0, 4, "much"), r"relations\.csv, row 2, weight: much is no amount"),
        (put("relations", 0, 4, "77"), r"relations\.csv, row 2, relation: .* lacks its reverse"),
        (drop("relations", 1), r"relations\.csv, row 2, relation: .* lacks its reverse"),
        (put("lawsuits", 0, 1, "C99999"), r"lawsuits\.csv, row 2, company_id"),
        (put("lawsuits", 0, 2, " "), r"lawsuits\.csv, row 2, cause: empty"),
        (put("memberships", 0, 1, "club"), r"memberships\.csv, row 2, kind: club is none of industry"),
    ],
)
def test_what_is_wrong_is_said_by_file_row_and_field(
    tmp_path: Path, change: Callable[[dict[str, Rows]], None], message: str
) -> None:
    files = made_up()
    change(files)
    folder = write(tmp_path / "data", files)
    with pytest.raises(FeedError, match=message) as caught:
        build_samples(read_files(folder))
    assert caught.value.zh
    assert caught.value.details["file"]


def test_a_relation_that_changes_its_ends_is_refused(tmp_path: Path) -> None:
    files = made_up()
    files["relations"] += [["train", "P0001", "P0002", "loan", "1.0"], ["train", "P0002", "P0001", "loan_rev", "1.0"]]
    with pytest.raises(FeedError, match="Name the two apart"):
        build_samples(read_files(write(tmp_path / "data", files)))


def test_a_new_relation_has_features_of_its_own(tmp_path: Path) -> None:
    files = made_up()
    files["relations"] += [
        ["train", "C00001", "C00002", "barter", "3.0"], ["train", "C00002", "C00001", "barter_rev", "3.0"]
    ]  # fmt: skip
    samples = build_samples(read_files(write(tmp_path / "data", files)))
    assert samples.train.network.relation("barter").attributes.tolist() == [[3.0]]
    assert len(samples.test.network.relation("barter")) == 0
    table = build_tables(samples, Choice())["train"]
    assert table.column("neighbours.barter.out.others").sum() == 1


@pytest.mark.parametrize("name", ["companies", "relations", "lawsuits", "memberships"])
def test_a_file_that_lacks_or_is_cut_short_is_named(tmp_path: Path, name: str) -> None:
    folder = write(tmp_path / "data", made_up())
    path = folder / f"{name}.csv"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.rstrip().rsplit(",", 1)[0], encoding="utf-8")
    with pytest.raises(FeedError, match=rf"{name}\.csv, row .*not as many fields"):
        read_files(folder)
    path.write_text(text.replace(text.split(",", 1)[0], "other", 1), encoding="utf-8")
    with pytest.raises(FeedError, match=rf"{name}\.csv, row 1: column"):
        read_files(folder)
    path.write_bytes(text.encode("utf-8") + b"\xff\xfe,")
    with pytest.raises(FeedError, match=r"UTF-8"):
        read_files(folder)
    path.unlink()
    with pytest.raises(FeedError, match=rf"{name}\.csv cannot be read"):
        read_files(folder)


def test_what_stands_in_the_test_split_for_bankrupt_is_not_read(tmp_path: Path) -> None:
    files = made_up()
    for row in files["companies"]:
        row[4] = "1" if row[1] == "test" else row[4]
    assert np.isnan(build_samples(read_files(write(tmp_path / "data", files))).test.label).all()
