"""What a scenario by law adds to what `ringfence stress run` prints."""

from typing import Final

from api.commands import levels
from api.commands.levels import Found, cny, who
from api.commands.liability import missing, steps, things_and_records
from api.commands.output import say, table
from api.commands.words import word

AMOUNTS: Final = {"called": "called · 请求", "paid": "paid · 承担", "covers": "would cover · 本可担保"}


def things_brought(things: Found | None) -> None:
    """What mortgaged and pledged things brought."""
    if things is not None:
        say(
            f"things brought · 担保物变现: of debtors, first · 债务人自己的物（在先） {cny(things['own_cny'])}; "
            f"of third parties · 第三人的物 {cny(things['others_cny'])}"
        )


def facts_by_law(found: Found | None) -> None:
    """Who is called and who is not, why, and who owes whom afterwards."""
    if found is None:
        return
    _calls(
        f"called by law · 依法请求 ({found['called_count']})", found["called"], found["articles"], ("called", "paid")
    )
    _calls(f"not called · 不被请求 ({found['not_called_count']})", found["not_called"], found["articles"], ("covers",))
    if found["owed"]:
        table(
            f"contribution after payment · 承担责任后的分担 ({found['owed_count']})",
            ("loan · 贷款", "to · 应付给", "by · 分担人", "amount · 金额", "why · 依据"),
            [
                (one["right"]["loan_id"], who(one["right"]["payer"]), who(one["right"]["against"]),
                 cny(one["amount_cny"]), f"{one['right']['said']['en']} · {one['right']['said']['zh']}")
                for one in found["owed"]
            ],
        )  # fmt: skip
    things_and_records(found)
    levels.cut("security in kind · 押品", len(found["things"]), found["thing_count"])
    levels.cut("records of borrowers · 借款人公开记录", len(found["signs"]), found["sign_count"])
    if found["articles"]:
        levels.articles(found["articles"])


def _calls(title: str, rows: list[Found], articles: list[Found], amounts: tuple[str, ...]) -> None:
    """Contracts towards loans with their amounts, and below them the reasons."""
    if not rows:
        return
    table(
        title,
        ("round · 轮次", "who · 谁", "contract · 合同", "loan · 贷款", "borrower · 借款人", "as · 方式", "when · 何时",
         *(AMOUNTS[one] for one in amounts)),
        [
            (one["round"], who(one["call"]["guarantor"]), one["call"]["guarantee_id"], one["call"]["loan_id"],
             who(one["call"]["borrower"]), word(one["call"]["mode"]), word(one["call"]["when"]),
             *(cny(one[f"{amount}_cny"]) for amount in amounts))
            for one in rows
        ],
    )  # fmt: skip
    for one in rows:
        steps(one["call"], articles)


def certainty_by_law(sure: Found | None, facts: Found | None) -> None:
    """What is not known of the contracts and loans that decided."""
    if sure is None or facts is None:
        return
    missing(sure, facts["articles"])
    levels.facts_line(
        (
            ("things of unknown value · 价值不详的担保物", sure["unvalued_count"] and
             f"{sure['unvalued_count']}: {'; '.join(sure['unvalued'])}"),
            ("contracts without form · 无担保方式的合同", sure["presumed_form"]),
            ("contracts without day of signing · 无签署日的合同", sure["assumed_law"]),
            ("defences in doubt, taken to stand · 存疑而视为存续的先诉抗辩权", sure["doubtful"]),
            ("loans of unknown amount · 余额不详的贷款", sure["unknown_amount"]),
        )
    )  # fmt: skip
