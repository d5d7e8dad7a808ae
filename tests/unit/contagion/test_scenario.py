"""Scenarios: what a file may say, what is refused and how, and that what is read can be written and read again."""

from dataclasses import replace
from pathlib import Path

import pytest

from graph.contagion.scenario import Chance, Difference, Model, Scenario, Shock, differences
from graph.contagion.scenario_catalogue import load_scenarios, read_scenario, scenario_named
from graph.contagion.scenario_file import RESERVED, parse_scenario, scenario_of
from graph.contagion.selection import End, Measure, Selection
from graph.errors import RuleError, UsageError
from graph.text import Text

FULL = """\
id = "mine"
model = "guarantee_calls"
lgd = 0.6
allocation = "full_to_each"
default_rule = "at_or_above"
missing_policy = "zero"

[title]
zh = "示例"
en = "An example"

[meaning]
zh = "两家企业违约。"
en = "Two fail."

[[defaults]]
parties = ["firm:A", "杭州江南锻造有限公司"]

[[defaults]]
kinds = ["guarantee_firm"]
regions = ["浙江省"]
order = "net_assets_cny"
end = "lowest"
share = 0.25

[[shocks]]
industries = ["建筑"]
lost_ratio = 0.3

[chance]
probabilities = "constant"
probability = 0.02
horizon_months = 24
correlation = 0.2
trials = 500
precision = 0.05
seed = 7
"""
TEXT = Text("示例", "An example")
PLAIN = Scenario("plain", TEXT, TEXT, Model.FURFINE, defaults=(Selection(parties=("a",)),))
DRAWN = replace(PLAIN, model=Model.GUARANTEE_CALLS, chance=Chance())


def test_a_file_is_read_in_full() -> None:
    assert parse_scenario(FULL, "mine.toml") == Scenario(
        "mine",
        TEXT,
        Text("两家企业违约。", "Two fail."),
        Model.GUARANTEE_CALLS,
        defaults=(
            Selection(parties=("firm:A", "杭州江南锻造有限公司")),
            Selection(
                kinds=("guarantee_firm",), regions=("浙江省",), order=Measure.NET_ASSETS, end=End.LOWEST, share=0.25
            ),
        ),
        shocks=(Shock(Selection(industries=("建筑",)), 0.3),),
        lgd=0.6,
        allocation="full_to_each",
        default_rule="at_or_above",
        missing_policy="zero",
        chance=Chance(0.02, 24, 0.2, 500, 0.05, 7),
    )


@pytest.mark.parametrize(
    ("was", "becomes", "line", "said"),
    [
        ('id = "mine"', 'id = "other"', 1, "id: the file is named mine.toml"),
        ('model = "guarantee_calls"', 'model = "magic"', 2, "model: magic is none of guarantee_calls"),
        ("lgd = 0.6\n", "", 1, "lgd: is missing"),
        ("lgd = 0.6", "lgd = 1.2", 3, "lgd: must be from 0 to 1"),
        ("lgd = 0.6", "lgd = nan", 3, "lgd: must be a number"),
        ("lgd = 0.6", f"lgd = 1{'0' * 400}", 3, "lgd: must be a number"),
        ("lgd = 0.6", "lgd = true", 3, "lgd: must be a number"),
        ("lgd = 0.6", "lgd = ", 3, "Invalid value"),
        ("lgd = 0.6", "lgd = 0.6\nbankrupt = true", 4, "bankrupt: the model guarantee_calls does not read it"),
        ("lgd = 0.6", "lgd = 0.6\nldg = 0.5", 4, "ldg is not a setting"),
        ('"full_to_each"', '"fair"', 4, "allocation: must be one of equal_split, equal_split_survivors"),
        ('"at_or_above"', '"below"', 5, "default_rule: must be one of above"),
        ("lgd = 0.6", 'lgd = 0.6\nbuffer_of = "cash"', 4, "buffer_of: must be one of net_assets, liquid_assets"),
        ('"zero"', '"guess"', 6, "missing_policy: must be one of zero, infinite"),
        ('en = "Two fail."\n', "", 12, "meaning.en: is missing"),
        ('parties = ["firm:A", "杭州江南锻造有限公司"]', "", 16, "defaults.0.parties: nothing is said of who is meant"),
        ('parties = ["firm:A", "杭州江南锻造有限公司"]', "parties = []", 17, "defaults.0.parties: must be a list of"),
        ('parties = ["firm:A", "杭州江南锻造有限公司"]', "parties = [1]", 17, "defaults.0.parties: must be a list of"),
        ('parties = ["firm:A", "杭州江南锻造有限公司"]', 'circle = "x"', 17, "defaults.0.circle: must be largest or"),
        ('["guarantee_firm"]', "[]", 20, "defaults.1.kinds: must be a list of texts, not empty"),
        ('["guarantee_firm"]', '["church"]', 20, "defaults.1.kinds: must be a list of company"),
        ('"net_assets_cny"', '"beauty"', 22, "defaults.1.order: beauty is none of outstanding_cny"),
        ('order = "net_assets_cny"\n', "", 22, "defaults.1.end: needs an order"),
        ('order = "net_assets_cny"\nend = "lowest"\n', "", 19, "defaults.1.order: is needed"),
        ("share = 0.25", "", 22, "defaults.1.order: needs either most or share"),
        ("share = 0.25", "share = 0.25\nmost = 3", 22, "defaults.1.order: needs either most or share"),
        ("share = 0.25", "most = 0", 24, "defaults.1.most: must be 1 or more"),
        ("share = 0.25", "most = 1.5", 24, "defaults.1.most: must be a whole number"),
        ("share = 0.25", "share = 0", 24, "defaults.1.share: must be above 0"),
        ("lost_ratio = 0.3", "lost_ratio = 1.3", 28, "shocks.0.lost_ratio: must be above 0 and at most 1"),
        ("lost_ratio = 0.3", "", 26, "shocks.0.lost_ratio: is missing"),
        ("probability = 0.02\n", "", 30, "chance.probability: is missing"),
        ("probability = 0.02", "probability = 2", 32, "chance.probability: must be from 0 to 1"),
        ('"constant"', '"scores"', 32, "chance.probability: scores are asked for"),
        ("horizon_months = 24", "horizon_months = 0", 33, "chance.horizon_months: must be from 1 to 360"),
        ("correlation = 0.2", "correlation = 1", 34, "chance.correlation: must be 0 or more and below 1"),
        ("trials = 500", "trials = 1", 35, "chance.trials: must be from 2"),
        ("trials = 500", "trials = 1e3", 35, "chance.trials: must be a whole number"),
        ("precision = 0.05", "precision = 0", 36, "chance.precision: must be above 0"),
        ("seed = 7", "seed = -1", 37, "chance.seed: must be 0 or more"),
        (
            'model = "guarantee_calls"',
            'model = "multilayer"',
            30,
            "chance: is drawn with the models guarantee_calls and",
        ),
    ],
)
def test_what_is_wrong_is_told_with_line_and_field(was: str, becomes: str, line: int, said: str) -> None:
    assert was in FULL
    with pytest.raises(RuleError) as raised:
        parse_scenario(FULL.replace(was, becomes, 1), "mine.toml")
    assert f"mine.toml, line {line}: {said}" in raised.value.en
    assert f"mine.toml 第 {line} 行：" in raised.value.zh
    assert raised.value.details == {"file": "mine.toml", "row": line}


def test_nobody_and_nothing_is_no_scenario() -> None:
    begin, end = FULL.index("[[defaults]]"), len(FULL)
    with pytest.raises(RuleError, match="defaults: are missing: state who fails"):
        parse_scenario(FULL[:begin] + FULL[end:], "mine.toml")


@pytest.mark.parametrize("scenario", load_scenarios().values(), ids=lambda one: one.id)
def test_the_products_own_can_be_written_and_read_again(scenario: Scenario) -> None:
    assert scenario_of(scenario.document()) == scenario
    for text in (scenario.title, scenario.meaning):
        assert any("\u4e00" <= letter <= "\u9fff" for letter in text.zh)
        assert text.en.isascii()


def test_the_products_own_use_every_kind_of_start() -> None:
    own = load_scenarios().values()
    assert 5 <= len(own) <= 12
    assert {"defaults", "shocks", "chance"} <= {name for one in own for name in one.document()}
    assert len({one.fingerprint for one in own}) == len(own)


def test_a_document_is_held_to_the_same_rules() -> None:
    document = PLAIN.document()
    with pytest.raises(UsageError, match=r"request: lgd: must be from 0 to 1. Mend it.") as raised:
        scenario_of(document | {"lgd": -0.1}, "request")
    assert "请更正" in raised.value.zh
    with pytest.raises(UsageError, match="request: chances is not a setting"):
        scenario_of(document | {"chances": {}}, "request")
    with pytest.raises(UsageError, match="defaults: must be a list of tables"):
        scenario_of(document | {"defaults": ["a"]}, "request")


def test_a_scenario_that_is_changed_is_checked_again() -> None:
    assert replace(PLAIN, lgd=1.0).lgd == 1.0
    with pytest.raises(UsageError, match="lgd must be from 0 to 1"):
        replace(PLAIN, lgd=1.1)
    with pytest.raises(UsageError, match="variant must be one of battiston2012, bardoscia2015"):
        replace(PLAIN, model=Model.DEBTRANK, variant="2013")


def test_the_document_has_what_the_model_reads() -> None:
    furfine, clearing = PLAIN.document(), replace(PLAIN, model=Model.CLEARING, alpha=0.8).document()
    assert (furfine["lgd"], furfine["default_rule"]) == (0.45, "above")
    assert not {"alpha", "allocation", "bankrupt", "chance", "shocks"} & furfine.keys()
    assert (clearing["alpha"], clearing["beta"], clearing["external_rank"]) == (0.8, 1.0, "pari_passu")
    assert "lgd" not in clearing


def test_the_fingerprint_follows_what_decides() -> None:
    assert replace(PLAIN, id="other", title=Text("另", "Other")).fingerprint == PLAIN.fingerprint
    assert replace(PLAIN, allocation="full_to_each").fingerprint == PLAIN.fingerprint  # not read by this model
    assert replace(PLAIN, lgd=0.4).fingerprint != PLAIN.fingerprint
    assert replace(DRAWN, chance=Chance(seed=1)).fingerprint != replace(DRAWN, chance=Chance(seed=2)).fingerprint


def test_differences_name_each_setting_that_decides_otherwise() -> None:
    other = replace(
        DRAWN, id="other", model=Model.LAW_AWARE, missing_policy="zero", chance=Chance(seed=3),
        defaults=(Selection(parties=("b",)),),
    )  # fmt: skip
    first = replace(DRAWN, chance=Chance(seed=2))
    assert differences((first, other, first)) == (
        Difference("bankrupt", (None, False, None)),
        Difference("chance.seed", (2, 3, 2)),
        Difference("defaults", ([{"parties": ["a"]}], [{"parties": ["b"]}], [{"parties": ["a"]}])),
        Difference("missing_policy", ("registered_capital", "zero", "registered_capital")),
        Difference("model", ("guarantee_calls", "law_aware", "guarantee_calls")),
    )
    assert differences((first, replace(first, id="same"), first)) == ()
    assert differences(()) == ()


@pytest.mark.parametrize("word", sorted(RESERVED))
def test_an_id_that_addresses_need_is_refused(word: str) -> None:
    with pytest.raises(RuleError, match=f"{word}.toml, line 1: id: is a word of the product"):
        parse_scenario(FULL.replace('"mine"', f'"{word}"', 1), f"{word}.toml")


@pytest.mark.parametrize("word", ["a,b", "a b", "a/b", "a.b", "-a", "_a", "两家", r"a\nb", "a" * 101])
def test_an_id_that_no_address_can_hold_is_refused(word: str) -> None:
    said = "id: must be 1 to 100 of A-Z, a-z, 0-9, _ and -, the first a letter or digit. Mend the file."
    with pytest.raises(RuleError) as raised:
        parse_scenario(FULL.replace('"mine"', f'"{word}"', 1), "mine.toml")
    assert raised.value.en == f"mine.toml, line 1: {said}"
    assert raised.value.zh.startswith("mine.toml 第 1 行：id：应为 1 至 100 个英文字母、数字、下划线或连字符")


@pytest.mark.parametrize("word", [*load_scenarios(), "7", "A-1_b", "a" * 100])
def test_an_id_of_letters_digits_and_strokes_is_read(word: str) -> None:
    assert parse_scenario(FULL.replace('"mine"', f'"{word}"', 1), f"{word}.toml").id == word


def test_a_folder_of_ones_own_adds_to_the_products(tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text(FULL, encoding="utf-8")
    known = load_scenarios(tmp_path)
    assert known.keys() == {*load_scenarios(), "mine"}
    assert list(known) == sorted(known)
    assert scenario_named("mine", tmp_path) == scenario_named(str(tmp_path / "mine.toml")) == known["mine"]


def test_what_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="There is no scenario mine"):
        scenario_named("mine", tmp_path)
    with pytest.raises(UsageError, match="cannot be read as text"):
        scenario_named(str(tmp_path / "mine.toml"))
    with pytest.raises(RuleError, match="no folder"):
        load_scenarios(tmp_path / "nowhere")


def test_what_the_product_has_itself_may_not_be_named_again(tmp_path: Path) -> None:
    text = FULL.replace('"mine"', '"circle_hub"')
    (tmp_path / "circle_hub.toml").write_text(text, encoding="utf-8")
    with pytest.raises(RuleError, match="the product has a scenario circle_hub itself"):
        load_scenarios(tmp_path)
    assert read_scenario(tmp_path / "circle_hub.toml").lgd == 0.6
