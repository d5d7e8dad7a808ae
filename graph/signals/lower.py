"""What would lower a warning: from which value on it falls a level, and where it ends."""

from graph.measures.catalogue import every_measure
from graph.signals.level import LOSS, LOSS_STEPS_CNY, PROBABILITY, PROBABILITY_NAMES, Level
from graph.signals.rule import Rule
from graph.text import Text


def lowered_by(rule: Rule, value: float, level: Level) -> Text:
    """In words: the next lower step of the measured value, the next lower band of loss, and the condition itself.

    A floor by a hard fact is named as what must end first.
    """
    zh, en = [], []
    place = rule.step(value)
    measure = every_measure()[rule.measure]
    if place > 0:
        band = PROBABILITY[PROBABILITY_NAMES.index(rule.steps[place - 1].probability)]
        start = f"{rule.steps[place].start:g} {measure.unit}"
        zh.append(f"{measure.title_zh}低于{start}，概率降为{band.zh}")
        en.append(f"{measure.title_en} below {start}: probability {band.en}")
    if level.loss:
        step = LOSS_STEPS_CNY[level.loss - 1]
        zh.append(f"涉及金额降到{step:,.0f}元以下，损失降为{LOSS[level.loss - 1].zh}")
        en.append(f"less than CNY {step:,.0f} at stake: loss {LOSS[level.loss - 1].en}")
    if level.floor:
        zh.append(f"“{level.floor.zh}”消除前不低于{level.floor.level}级")
        en.append(f"not below {level.floor.level} while {level.floor.en}")
    numbers = {name: f"{one.value:g} {one.unit}" for name, one in rule.thresholds.items()}
    told = f"{rule.condition.text}" + (
        " (" + ", ".join(f"{name} = {value}" for name, value in numbers.items()) + ")" if numbers else ""
    )
    zh.append(f"条件不再成立时终止：{told}")
    en.append(f"ends when this no longer holds: {told}")
    return Text("；".join(zh), "; ".join(en))
