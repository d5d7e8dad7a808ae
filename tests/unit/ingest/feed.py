"""A small delivery for the tests of loading: valid numbers, and files in any form."""

import csv
from collections.abc import Mapping, Sequence
from pathlib import Path

from stdnum.cn import ric, uscc

from graph.identifiers import HashKey
from ingest import LoadOptions

KEY = HashKey(b"a key for tests only")
Rows = Sequence[Sequence[object]]


def code(i: int) -> str:
    """A valid Unified Social Credit Code."""
    body = f"91330106{i:09d}"
    return body + str(uscc.calc_check_digit(body + "0"))


def identity(i: int) -> str:
    """A valid identity number."""
    body = f"110105{1950 + i % 50}0101{i // 50:03d}"
    return body + str(ric.calc_check_digit(body + "0"))


def write_csv(path: Path, rows: Rows, *, encoding: str = "utf-8", delimiter: str = ",") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding=encoding, newline="") as file:
        csv.writer(file, delimiter=delimiter).writerows(rows)
    return path


def write_feed(folder: Path, tables: Mapping[str, Rows]) -> Path:
    for name, rows in tables.items():
        write_csv(folder / f"{name}.csv", rows)
    return folder


def options(**changes: object) -> LoadOptions:
    settings: dict[str, object] = {"hash_key": KEY, **changes}
    return LoadOptions(**settings)  # type: ignore[arg-type]


ENTERPRISES: Rows = (
    ("统一社会信用代码", "名称", "机构类型", "成立日期", "登记状态", "注册资本（万元）", "生效日期", "知悉日期"),
    *((code(i), f"杭州第{i}机械有限公司", "公司", "2012-05-18", "存续", 100 + i, "2020-01-01", "2020-01-05")
      for i in range(1, 7)),
    (code(7), "临江银行股份有限公司", "银行", "2001-01-01", "存续", 900000, "2020-01-01", "2020-01-05"),
    (code(8), "钱塘融资担保有限公司", "融资担保公司", "2010-01-01", "存续", 50000, "2020-01-01", "2020-01-05"),
)  # fmt: skip
PERSONS: Rows = (
    ("证件号码", "姓名", "知悉日期"),
    *((identity(i), f"王{i}", "2020-01-05") for i in range(1, 4)),
)
STAKES: Rows = (
    ("股东", "被投资企业", "持股比例（%）", "生效日期", "截止日期", "知悉日期"),
    (identity(1), code(1), "60", "2020-01-01", "", "2020-01-05"),
    (code(1), code(2), "51", "2020-01-01", "2021-12-31", "2020-01-05"),
    (identity(2), code(2), "49", "2020-01-01", "", "2020-01-05"),
)
LOANS: Rows = (
    ("借据编号", "借款人", "贷款人", "本金（万元）", "放款日", "到期日", "知悉日期"),
    ("JJ1", code(1), code(7), "800", "2023-06-20", "2024-06-19", "2023-06-20"),
    ("JJ2", code(2), code(7), "1,200.5", "2023/7/1", "20240630", "2023-07-01"),
)
BALANCES: Rows = (
    ("借据编号", "余额日期", "余额（元）", "五级分类", "逾期天数", "知悉日期"),
    ("JJ1", "2023-09-30", "8000000", "正常", "0", "2023-10-02"),
    ("JJ1", "2023-12-31", "7000000", "关注", "15", "2024-01-02"),
    ("JJ2", "2023-09-30", "12005000", "normal", "", "2023-10-02"),
)
GUARANTEES: Rows = (
    ("担保合同编号", "担保人", "被担保人", "担保借据编号", "反担保对应合同", "担保方式", "担保限额（万元）",
     "担保起始日", "保证期间届满日", "知悉日期"),
    ("DB1", code(8), code(1), "JJ1", "", "连带责任保证", "800", "2023-06-20", "2026-06-19", "2023-06-20"),
    ("DB0", identity(1), code(8), "", "DB1", "连带责任保证", "", "2023-06-20", "", "2023-06-20"),
    ("DB2", code(3), code(2), "JJ2;JJ1", "", "抵押", "900", "2023-07-01", "", "2023-07-01"),
    ("DB3", code(2), code(2), "JJ2", "", "一般保证", "900", "2023-07-01", "", "2023-07-01"),
)  # fmt: skip
CAUSE = "金融借款合同纠纷"
CASES: Rows = (
    ("案号", "当事人", "诉讼地位", "案由", "立案日期", "标的额（元）", "法院", "法院级别", "知悉日期"),
    ("（2024）浙0106民初1号", code(7), "原告", CAUSE, "2024-03-11", "8200000", "西湖区法院", "基层", "2024-03-12"),
    ("(2024)浙0106民初1号", code(1), "被告", CAUSE, "2024-03-11", "8200000", "西湖区法院", "基层", "2024-03-12"),
)  # fmt: skip
LISTINGS: Rows = (
    ("主体", "名单类型", "列入日期", "移出日期", "知悉日期"),
    (code(1), "失信被执行人", "2024-09-02", "", "2024-09-03"),
)
FEED: Mapping[str, Rows] = {
    "enterprises": ENTERPRISES, "persons": PERSONS, "stakes": STAKES, "loans": LOANS, "balances": BALANCES,
    "guarantees": GUARANTEES, "cases": CASES, "listings": LISTINGS,
}  # fmt: skip
