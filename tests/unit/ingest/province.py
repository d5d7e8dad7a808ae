"""A larger delivery, still quick to load: for kills, shuffles and histories."""

import random
from collections.abc import Mapping
from datetime import date, timedelta

from tests.unit.ingest.feed import ENTERPRISES, Rows, code, identity

DAY = timedelta(days=1)


def province(enterprises: int, seed: int = 1) -> Mapping[str, Rows]:
    """Enterprises with stakes, loans with four balances each, and guarantees; every fact has its day of knowledge."""
    chance = random.Random(seed)  # noqa: S311 - reproducible, no secret
    firms = [code(i) for i in range(1, enterprises + 1)]
    people = [identity(i) for i in range(enterprises // 4)]
    start = date(2020, 1, 1)
    loans = [(f"JJ{i}", firms[i % enterprises], start + i % 700 * DAY) for i in range(2 * enterprises)]
    return {
        "enterprises": (
            ENTERPRISES[0],
            *(
                (f, f"第{i}有限公司", "公司", "2012-05-18", "存续", i, "2019-12-01", "2019-12-05")
                for i, f in enumerate(firms)
            ),
        ),
        "persons": (("证件号码", "姓名", "知悉日期"), *((p, f"王{i}", "2019-12-05") for i, p in enumerate(people))),
        "stakes": (
            ("股东", "被投资企业", "持股比例", "生效日期", "知悉日期"),
            *((people[i % len(people)], f, "0.6", "2019-12-01", "2019-12-05") for i, f in enumerate(firms)),
            *((people[i % len(people)], f, "0.4", "2021-12-01", "2021-12-05") for i, f in enumerate(firms)),
        ),
        "loans": (
            ("借据编号", "借款人", "贷款人", "本金（元）", "放款日", "知悉日期"),
            *((number, firm, firms[0], chance.randint(10**5, 10**7), day, day) for number, firm, day in loans),
        ),
        "balances": (
            ("借据编号", "余额日期", "余额（元）", "五级分类", "知悉日期"),
            *(
                (number, day + 90 * q * DAY, chance.randint(10**4, 10**7), "正常", day + (90 * q + 2) * DAY)
                for number, _, day in loans
                for q in range(4)
            ),
        ),
        "guarantees": (
            ("担保合同编号", "担保人", "被担保人", "担保借据编号", "反担保对应合同", "担保方式", "担保起始日",
             "知悉日期"),
            *(
                (f"DB{i}", chance.choice(firms), firm, number, f"DB{i + 1}" if i % 7 == 0 else "",
                 chance.choice(("连带责任保证", "一般保证", "抵押", "")), day, day)
                for i, (number, firm, day) in enumerate(loans)
            ),
            (f"DB{len(loans)}", firms[0], firms[1], "", "", "", "2020-01-01", "2020-01-01"),
        ),
    }  # fmt: skip


def rows_of(feed: Mapping[str, Rows]) -> int:
    """The rows of a delivery without the headers."""
    return sum(len(rows) - 1 for rows in feed.values())


def shuffled(feed: Mapping[str, Rows], seed: int) -> Mapping[str, Rows]:
    """The same rows in another order."""
    chance = random.Random(seed)  # noqa: S311 - reproducible, no secret
    return {name: (rows[0], *chance.sample(list(rows[1:]), len(rows) - 1)) for name, rows in feed.items()}
