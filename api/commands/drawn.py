"""Probabilities of default by which a command has drawn, as people read them."""

from api.commands.levels import Found, percent
from api.commands.output import table
from api.commands.words import word


def probabilities(facts: Found) -> None:
    """Where they come from: scores by model and day, and what was given instead."""
    table(
        "probabilities of default · 违约概率",
        ("from · 来源", "parties · 主体数", "probability · 概率", "model · 模型", "scored on · 评分日"),
        [
            (word(one["own_from"]), one["parties"], percent(one["probability"]), one["model"], one["scored_on"])
            for one in facts["probabilities"]
        ],
    )  # fmt: skip
