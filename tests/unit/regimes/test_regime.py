from datetime import date, timedelta

import pytest

from graph.as_of import FOREVER
from graph.errors import NotFound, RuleError, UsageError
from graph.ownership.beneficial_rule import Method, SeniorOfficers
from graph.regimes import regime, regimes
from graph.regimes.provision import Base, Measure, Subject
from graph.regimes.read import parse_regime

NOW = date(2025, 12, 31)


def test_the_regimes_there_are() -> None:
    assert list(regimes()) == ["basel", "china", "eu", "us"]


def test_an_unknown_regime_names_the_known_ones() -> None:
    with pytest.raises(UsageError, match="basel, china, eu, us"):
        regime("atlantis")


@pytest.mark.parametrize("name", ["basel", "china", "eu", "us"])
def test_every_provision_has_its_article_in_two_languages_and_says_how_it_was_checked(name: str) -> None:
    for source in regime(name).sources():
        assert source.title.zh != source.title.en
        assert source.article
        assert source.verified.startswith(("read: ", "search: ", "from memory")), source
        assert source.since < source.until <= FOREVER


@pytest.mark.parametrize("name", ["basel", "china", "eu", "us"])
def test_today_every_regime_answers_every_question(name: str) -> None:
    law = regime(name)
    assert law.control(NOW).usual
    assert law.beneficial_owner(NOW).usual
    assert law.group(NOW).investigate_above == 0.05
    assert law.control(NOW, law.group(NOW).control).source.id == law.group(NOW).control
    assert {limit.subject for limit in law.limits_on(NOW)} >= {Subject.SINGLE_CLIENT, Subject.CONNECTED_GROUP}


def test_exactly_half_controlled_in_china_until_the_company_law_of_2023() -> None:
    before, after = date(2024, 6, 30), date(2024, 7, 1)
    assert not regime("china").control(before).rule.strict
    assert regime("china").control(after).rule.strict
    assert "265" in regime("china").control(after).source.article
    assert not regime("us").control(after).rule.strict
    assert not regime("us").control(after).rule.votes


@pytest.mark.parametrize(
    ("name", "day", "method", "strict"),
    [
        ("china", date(2024, 10, 31), Method.PRODUCT_SUM, True),
        ("china", date(2024, 11, 1), Method.PRODUCT_SUM, False),
        ("eu", date(2027, 7, 9), Method.CONTROL_CHAIN, True),
        ("eu", date(2027, 7, 10), Method.PRODUCT_SUM, False),
        ("us", NOW, Method.PRODUCT_SUM, False),
        ("basel", NOW, Method.PRODUCT_SUM, True),
    ],
)
def test_who_is_a_beneficial_owner_follows_the_law_of_the_day(
    name: str, day: date, method: Method, strict: bool
) -> None:
    rule = regime(name).beneficial_owner(day).rule
    assert (rule.threshold, rule.method, rule.strict) == (0.25, method, strict)


def test_a_test_may_be_named() -> None:
    assert regime("eu").beneficial_owner(NOW, "germany").rule.method is Method.CONTROL_CHAIN
    assert regime("us").control(NOW, "bank_holding_company").rule.threshold == 0.25
    assert regime("china").control(NOW, "company_law_listed").rule.suspend_subsidiary_votes
    assert regime("us").beneficial_owner(NOW).rule.managers is SeniorOfficers.ALWAYS
    with pytest.raises(NotFound, match="customer_due_diligence"):
        regime("us").beneficial_owner(NOW, "germany")
    with pytest.raises(NotFound):
        regime("us").control(date(1950, 1, 1))


def test_the_limits_of_the_chinese_bank_rules() -> None:
    found = {(limit.subject, limit.measure): limit for limit in regime("china").limits_on(NOW)}
    expected = {
        (Subject.SINGLE_CLIENT, Measure.LOAN): (0.10, Base.NET_CAPITAL),
        (Subject.SINGLE_CLIENT, Measure.EXPOSURE): (0.15, Base.TIER1_CAPITAL),
        (Subject.CONNECTED_GROUP, Measure.EXPOSURE): (0.20, Base.TIER1_CAPITAL),
        (Subject.INTERBANK, Measure.EXPOSURE): (0.25, Base.TIER1_CAPITAL),
        (Subject.GSIB, Measure.EXPOSURE): (0.15, Base.TIER1_CAPITAL),
        (Subject.RELATED_PARTY, Measure.CREDIT): (0.10, Base.NET_CAPITAL),
        (Subject.RELATED_GROUP, Measure.CREDIT): (0.15, Base.NET_CAPITAL),
        (Subject.ALL_RELATED_PARTIES, Measure.CREDIT): (0.50, Base.NET_CAPITAL),
        (Subject.ALL_GUARANTEES, Measure.GUARANTEE): (10, Base.NET_ASSETS),
        (Subject.GUARANTEED_CLIENT, Measure.GUARANTEE): (0.10, Base.NET_ASSETS),
        (Subject.GUARANTEED_CLIENT_AND_RELATED, Measure.GUARANTEE): (0.15, Base.NET_ASSETS),
        (Subject.CONTROLLING_SHAREHOLDER, Measure.GUARANTEE): (0, Base.NET_ASSETS),
    }
    assert {key: (limit.ratio, limit.base) for key, limit in found.items()} == expected
    assert found[Subject.ALL_GUARANTEES, Measure.GUARANTEE].relaxed == 15


def test_the_weights_of_guarantee_firms() -> None:
    law = regime("china")
    found = {one.source.id: (one.weight, one.client_at_most_cny, one.clients) for one in law.weights_on(NOW)}
    assert found == {
        "small_and_micro_borrowing": (0.75, 5e6, ("small", "micro", "sole_proprietor")),
        "farmer_borrowing": (0.75, 2e6, ("person",)),
        "housing_guarantee": (0.30, None, ("person",)),
        "rated_bond": (0.80, None, ()),
    }
    before = law.weights_on(date(2019, 10, 8))
    assert "housing_guarantee" not in {one.source.id for one in before}
    assert law.weights_on(date(2018, 4, 1)) == ()
    relief = law.relief(NOW, "guarantee_leverage")
    assert relief is not None
    assert (relief.balance_share, relief.client_share) == (0.5, 0.8)
    assert law.relief(NOW, "guaranteed_client") is None
    assert law.related_client(NOW).source.article == "265(4)"
    assert law.related_client(date(2024, 6, 30)).source.article == "216(4)"
    with pytest.raises(NotFound, match="related clients"):
        regime("eu").related_client(NOW)


def test_on_no_day_are_two_versions_of_one_provision_in_force() -> None:
    for law in regimes().values():
        for kind in (
            law.controls, law.beneficial, law.groups, law.limits, law.weights, law.reliefs, law.related_clients
        ):  # fmt: skip
            days = {day for p in kind for day in (p.source.since, p.source.until - timedelta(days=1))}
            for day in days:
                ids = [p.source.id for p in kind if p.source.in_force(day)]
                assert len(ids) == len(set(ids))


HEAD = 'id = "here"\ntitle = { zh = "此处", en = "Here" }\n'
CONTROL = """
[[control]]
id = "majority"
title = { zh = "多数", en = "Majority" }
law = { zh = "某法", en = "Some Act" }
article = "1"
year = 2020
verified = "from memory"
since = 2020-01-01
usual = true
threshold = 0.5
unit = "votes"
strict = true
suspend_subsidiary_votes = false
"""


def test_a_file_that_is_right() -> None:
    read = parse_regime(HEAD + CONTROL, "here.toml")
    assert read.control(NOW).rule.threshold == 0.5
    assert not read.control(NOW).source.is_verified


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        (HEAD + CONTROL.replace('article = "1"\n', ""), 4, "article"),
        (HEAD + CONTROL.replace('article = "1"', 'article = ""'), 8, "article"),
        (HEAD + CONTROL.replace('verified = "from memory"\n', ""), 4, "verified"),
        (HEAD + CONTROL.replace("threshold = 0.5", "threshold = 50"), 13, "threshold"),
        (HEAD + CONTROL.replace("strict = true", "strikt = true"), 4, "strict"),
        (HEAD + CONTROL + "colour = 1\n", 17, "colour"),
        (HEAD + CONTROL.replace("since = 2020-01-01", 'since = "2020"'), 11, "since"),
        (HEAD + CONTROL.replace("since = 2020-01-01", "since = 2020-01-01\nuntil = 2019-01-01"), 12, "until"),
        (HEAD + CONTROL + CONTROL, 19, "same time as majority"),
        (HEAD + CONTROL + CONTROL.replace('"majority"', '"other"'), 19, "same time as majority"),
        (HEAD.replace("here", "there") + CONTROL, 1, "here.toml"),
        (HEAD + CONTROL.replace("true", "maybe", 1), 12, "line 12"),
    ],
)
def test_a_mistake_is_said_with_its_line(text: str, line: int, says: str) -> None:
    with pytest.raises(RuleError, match=says) as caught:
        parse_regime(text, "here.toml")
    assert caught.value.details["row"] == line


SOURCE = CONTROL.partition("usual")[0].partition("id =")[2].partition("\n")[2]
WEIGHT = (
    '\n[[guarantee_weight]]\nid = "small"\n' + SOURCE + 'loan_kinds = ["loan"]\n'
    'clients = ["micro"]\nproducts = ["农户"]\nclient_at_most_cny = 5\nweight = 0.75\n'
)
LIMIT = (
    '\n[[limit]]\nid = "all"\n' + SOURCE + 'institution = "guarantee_firm"\nsubject = "all_guarantees"\n'
    'measure = "guarantee"\nbase = "net_assets"\nratio = 10\n'
)
RELIEF = (
    '\n[[relief]]\nid = "mainly"\n' + SOURCE + 'limit = "all"\nweights = ["small"]\nbalance_share = 0.5\n'
    "client_share = 0.8\n"
)
RELATED = (
    '\n[[related_clients]]\nid = "related"\n' + SOURCE + 'control = "majority"\nroles = ["director"]\n'
    "state_connects = false\n"
)
FIRMS = HEAD + CONTROL + LIMIT + WEIGHT + RELIEF + RELATED


def test_a_file_on_guarantee_firms_that_is_right() -> None:
    read = parse_regime(FIRMS, "here.toml")
    (weight,) = read.weights
    assert (weight.products, weight.client_at_most_cny, weight.rating) == (("农户",), 5.0, None)
    assert [relief.weights for relief in read.reliefs] == [("small",)]
    assert read.related_client(NOW).roles == ("director",)


@pytest.mark.parametrize(
    ("right", "wrong", "says"),
    [
        ("weight = 0.75", "weight = 75", "weight: must be a part of one"),
        ('loan_kinds = ["loan"]', 'loan_kinds = ["credit"]', "loan_kinds: must be a list of loan, acceptance"),
        ('clients = ["micro"]', 'clients = ["tiny"]', "clients: must be a list of large"),
        ('products = ["农户"]', "products = [1]", "products: must be a list of texts"),
        ("client_at_most_cny = 5", "client_at_most_cny = -5", "must not be negative"),
        ("client_at_most_cny = 5", "client_at_most = 5", "client_at_most is not a setting"),
        ('loan_kinds = ["loan"]\n', "", "loan_kinds: names nothing"),
        ('weights = ["small"]', "weights = []", "weights: names nothing"),
        ('limit = "all"', 'limit = "none"', "none is no limit here"),
        ('weights = ["small"]', 'weights = ["large"]', "large is no guarantee weight here"),
        ("client_share = 0.8", "client_share = 8", "client_share: must be a part of one"),
        ('control = "majority"', 'control = "minority"', "minority is no test of control here"),
        ('roles = ["director"]', 'roles = ["janitor"]', "roles: must be a list of legal_representative"),
        ("state_connects = false", "state_connects = 0", "state_connects: must be true or false"),
    ],
)
def test_a_mistake_about_guarantee_firms_is_said(right: str, wrong: str, says: str) -> None:
    with pytest.raises(RuleError, match=says):
        parse_regime(FIRMS.replace(right, wrong), "here.toml")
