"""The articles and the sentences that cite them: complete, dated, and none cited that is not there."""

from datetime import date

import pytest

from graph.errors import RuleError
from graph.explain.liability.step import sentences, step
from graph.liability.articles import articles
from graph.regimes.read import parse_articles

CIVIL_CODE = date(2021, 1, 1)


def test_every_article_says_in_two_languages_what_it_holds_and_how_it_was_checked() -> None:
    for source in articles().values():
        assert source.title.zh != source.title.en
        assert source.verified.startswith(("read: ", "search: ", "from memory")), source
        assert source.since < source.until


def test_the_laws_follow_each_other_on_the_day_of_the_civil_code() -> None:
    for source in articles().values():
        if source.id.startswith(("civil_code", "security", "temporal")):
            assert source.since == CIVIL_CODE
        if source.id.startswith(("guarantee_", "property_law")):
            assert source.until == CIVIL_CODE
    before, after = articles()["company_law_16"], articles()["company_law_15"]
    assert before.until == after.since == date(2024, 7, 1)


def test_every_article_is_cited_and_old_law_only_for_old_contracts() -> None:
    cited = {one for sentence in sentences().values() for one in (*sentence.articles, *sentence.before_2021)}
    assert set(articles()) == cited
    mixed = {"form.missing_joint", "recourse.joint_guarantors", "recourse.guarantor_and_thing"}  # rules of old law only
    for name, sentence in sentences().items():
        old = [one for one in sentence.articles if one.startswith(("guarantee_", "property_law"))]
        assert not old or name in mixed, name


def test_a_sentence_is_filled_in_and_cites_the_law_that_governs() -> None:
    new, old = (step("period.by_law", last=date(2025, 6, 30), civil_code=is_new) for is_new in (True, False))
    assert new.said.zh == "未约定保证期间：到期后六个月，至 2025-06-30"
    assert (new.what, new.articles) == ("period", ("civil_code_692", "security_32"))
    assert old.articles == ("guarantee_law_25", "guarantee_interpretation_32", "temporal_effect_27")


ONE = """[[article]]
id = "a"
title = { zh = "甲", en = "a" }
law = { zh = "法", en = "law" }
article = "1"
year = 2020
verified = "from memory"
since = 2021-01-01
"""


UNDATED = ONE.replace("since = 2021-01-01\n", "")


@pytest.mark.parametrize(
    ("text", "said"), [(ONE + ONE, "stands twice"), (ONE + "typo = 1\n", "not a setting"), (UNDATED, "since")]
)
def test_a_wrong_file_is_refused_with_its_line(text: str, said: str) -> None:
    with pytest.raises(RuleError, match=said):
        parse_articles(text, "articles.toml")
