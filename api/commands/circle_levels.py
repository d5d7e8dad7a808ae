"""The levels of answers about circles, for people."""

from typing import Any, Final

from api.commands import levels
from api.commands.levels import Found, cny, who
from api.commands.output import say, table

CHANGES: Final = {
    "found": "found · 已存在", "born": "born · 形成", "returned": "returned · 重现", "split": "split · 分裂出",
    "grew": "grew · 扩大", "shrank": "shrank · 缩小", "changed": "changed · 成员更替", "merged": "merged · 并入",
    "died": "ended · 消失",
}  # fmt: skip
"""What happened to a circle."""


def _table_of(rows: list[Found]) -> None:
    table(
        "circles · 担保圈",
        ("members · 成员数", "contracts · 合同", "inside · 圈内担保", "debt · 成员债务", "covered · 可覆盖",
         "from outside · 圈外覆盖", "since · 起", "members · 成员", "id"),
        [
            (one["size"], one["guarantee_count"], cny(one["nominal_cny"]), cny(one["debt_cny"]),
             cny(one["numbers"]["covered_cny"]) if one["numbers"] else "", cny(one["external_cover_cny"]),
             one["since"], one["members"], one["circle_id"])
            for one in rows
        ],
    )  # fmt: skip


def _every(found: Found) -> None:
    answer = found["answer"]
    say(
        f"{answer['circle_count']} circles · 担保圈, {answer['member_count']} members · 成员; "
        f"{answer['mutual_pair_count']} mutual pairs · 互保; "
        f"{answer['joint_loan_count']} jointly guaranteed loans · 联保贷款; "
        f"longest chain · 最长担保链 {_length(answer['longest_chain'], answer['longest_chain_at_most'])}"
    )
    _table_of(answer["circles"])
    if answer["stars"]:
        table(
            "guarantors of the most others · 对外担保户数最多",
            ("guarantor · 担保人", "debtors · 被担保人"),
            [(who(one["party"]), one["debtor_count"]) for one in answer["stars"]],
        )
    _cycles_and_history(answer)


def _one(found: Found) -> None:
    _circle(found["answer"])


def _circle(answer: Found) -> None:
    _table_of([answer["circle"]])
    say(f"shortest way round · 最短环 ({answer['witness']['length']}): {_round(answer['witness'])}")
    _pairs(answer["mutual_pairs"])
    for title, key in (
        ("guarantors from outside · 圈外担保人", "guarantors_outside"),
        ("debtors outside · 圈外被担保人", "debtors_outside"),
    ):
        if answer[key]:
            table(
                f"{title} ({answer[key + '_count']})",
                ("party · 主体", "contracts · 合同", "amount · 金额"),
                [(who(one["party"]), one["guarantee_count"], cny(one["nominal_cny"])) for one in answer[key]],
            )
    _cycles_and_history(answer)


def _party(found: Found) -> None:
    answer = found["answer"]
    if answer["circle"]:
        _circle(answer["circle"])
    else:
        _pairs(answer["mutual_pairs"])
    chain = answer["chain"]
    if chain["length"]:
        shown = " → ".join(who(one) for one in chain["parties"])
        say(f"longest chain · 最长担保链 {_length(chain['length'], chain['at_most'])}: {shown}")
    say(f"stands for · 为 {answer['debtor_count']} 家担保, guaranteed by · 由 {answer['guarantor_count']} 家担保")
    if answer["joint"]:
        table(
            f"joint guarantees · 联保 ({answer['joint_count']})",
            ("loan · 借据", "borrower · 借款人", "guarantors · 担保人", "signed together · 共同签署"),
            [
                (one["loan_id"], who(one["borrower"]), one["guarantors"], "yes · 是" if one["signed_together"] else "")
                for one in answer["joint"]
            ],
        )


def _pairs(rows: list[Found]) -> None:
    if rows:
        table(
            "mutual guarantees · 互保",
            ("one · 一方", "other · 另一方", "amount · 金额", "contracts · 合同"),
            [(who(one["first"]), who(one["second"]), cny(one["nominal_cny"]), one["guarantee_ids"]) for one in rows],
        )


def _cycles_and_history(answer: Found) -> None:
    if answer["cycles"]:
        listed = answer["cycles"]
        say(f"cycles of up to · 担保环，至多 {listed['longest']} ({listed['stopped']}):")
        for one in listed["cycles"]:
            say(f"  {_round(one)}")
    if answer["history"]:
        table(
            "history · 历史",
            ("month · 月末", "change · 变化", "joined · 加入", "left · 退出", "id"),
            [(one["day"], CHANGES[one["change"]], one["joined"], one["left"], one["circle_id"]) for one in
             answer["history"]],
        )  # fmt: skip
    elif answer["history"] is not None:
        say("history · 历史: no change · 无变化")


def _facts(found: Found) -> None:
    facts = found["facts"]
    if facts["guarantees"]:
        table(
            f"contracts · 担保合同 ({facts['guarantee_count']})",
            ("contract · 合同", "guarantor · 担保人", "debtor · 被担保人", "cap · 限额", "secured · 担保余额",
             "since · 起", "until · 止", "source · 来源"),
            [
                (one["guarantee_id"], who(one["guarantor"]), who(one["debtor"]), cny(one["cap_cny"]),
                 cny(one["secured_cny"]), one["starts_on"], one["ends_on"], one["source"])
                for one in facts["guarantees"]
            ],
        )  # fmt: skip
    if facts["loans"]:
        table(
            f"loans · 借据 ({facts['loan_count']})",
            ("loan · 借据", "borrower · 借款人", "outstanding · 余额", "matures · 到期"),
            [
                (one["loan_id"], who(one["borrower"]), cny(one["outstanding_cny"]), one["matures_on"])
                for one in facts["loans"]
            ],
        )


def _certainty(found: Found) -> None:
    sure: dict[str, Any] = found["certainty"]
    for one in sure["notes"]:
        levels.words(one)
    levels.facts_line(
        (
            ("complete · 完整", "yes · 是" if sure["complete"] else "no · 否"),
            ("amounts unknown · 金额未知", sure["unknown_amounts"]),
            ("contracts without an end · 无到期日的合同", sure.get("open_ended")),
            (
                "guarantees for oneself, errors in the data · 自我担保（数据错误）",
                found["answer"].get("self_guarantee_count"),
            ),
        )
    )


def _round(one: Found) -> str:
    """A cycle as its parties in turn."""
    more = " → …" if one["length"] > len(one["parties"]) else ""
    return " → ".join(who(party) for party in one["parties"]) + more + " ↺"


def _length(found: int, at_most: int) -> str:
    """How many guarantees a chain has, with the bound where it may be longer."""
    return f"{found}" if found == at_most else f"{found} (at most · 至多 {at_most})"


EVERY: Final = (_every, _facts, _certainty)
ONE: Final = (_one, _facts, _certainty)
OF_PARTY: Final = (_party, _facts, _certainty)
