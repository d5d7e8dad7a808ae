"""Why a row is refused and what to do, in both languages, by a stable code."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Reason:
    """What is wrong with a field and how to mend it."""

    zh: str
    en: str
    remedy_zh: str
    remedy_en: str


REASONS: Final[Mapping[str, Reason]] = {
    "required": Reason("必填项为空", "is required and empty", "请填写", "fill it in"),
    "date": Reason("不是日期", "is not a date", "请写成 2023-06-20", "write it as 2023-06-20"),
    "number": Reason(
        "不是数字", "is not a number", "只写数字，单位写在列名中", "write digits only; units belong in the header"
    ),
    "too_large": Reason(
        "金额超出可精确表示的范围", "is larger than can be kept to the fen", "请检查单位", "check the unit"
    ),
    "negative": Reason("不能为负", "cannot be negative", "请更正金额", "correct the figure"),
    "ratio": Reason(
        "比例不在 0 至 1 之间",
        "is not between 0 and 1",
        "请写小数，或在列名后加（%）",
        "write a decimal, or add (%) to the header",
    ),
    "integer": Reason("不是非负整数", "is not a whole number from 0", "请写整数", "write a whole number"),
    "boolean": Reason("不是“是”或“否”", "is neither yes nor no", "请写 是 或 否", "write yes or no"),
    "choice": Reason(
        "不在可选值之内", "is not one of the choices", "请从模板下拉列表中选择", "choose from the template's list"
    ),
    "uscc": Reason(
        "统一社会信用代码校验不通过",
        "is no valid Unified Social Credit Code (check digit)",
        "请核对 18 位代码；若为自有编号，请加前缀，如 own:编号",
        "check the 18 characters; prefix a number of your own, as own:NUMBER",
    ),
    "identity": Reason(
        "身份证号校验不通过，或内容疑似身份证号",
        "is, or holds, no valid identity number (check digit, date or region)",
        "请核对并重新填写完整号码",
        "check it and enter the whole number again",
    ),
    "hashed": Reason(
        "是别处生成的身份证号散列值",
        "is the hash of an identity number, and not known to be made here with this key",
        "请填写身份证号本身",
        "enter the identity number itself",
    ),
    "number_cell": Reason(
        "编号存成了数字，位数已丢失",
        "is a cell with a number, which does not keep all digits of a code",
        "请将该列设为文本格式，并重新填写完整编号",
        "format the column as text and enter the whole code again",
    ),
    "masked": Reason("号码已遮盖", "is masked", "请重新填写完整号码", "enter the whole number again"),
    "identity_for_enterprise": Reason(
        "企业处填写了身份证号",
        "is an identity number where an enterprise is expected",
        "请填写企业代码",
        "enter the enterprise's code",
    ),
    "currency": Reason(
        "币种没有汇率",
        "has no rate in the rate table",
        "请在汇率表中补充该币种",
        "add the currency to the rate table",
    ),
    "currency_clash": Reason(
        "币种与列名中的币种不一致", "differs from the currency in the header", "请统一币种", "make them agree"
    ),
    "no_unit": Reason(
        "没有写明金额单位",
        "has no unit",
        "请在单位列中填写 元、万元等",
        "write 元 or 万元 in the unit column",
    ),
    "two_units": Reason(
        "列名和单位列都写了单位",
        "has a unit in the header and another in the unit column",
        "请只在一处写单位",
        "name the unit in one place only",
    ),
    "unit": Reason("单位无法识别", "is an unknown unit", "请写 元、千元、万元或亿元", "write 元, 千元, 万元 or 亿元"),
    "order": Reason("结束早于开始", "ends before it starts", "请更正日期", "correct the dates"),
    "dangling": Reason(
        "所引用的对象不在本次数据中，也不在库中",
        "refers to something neither in this delivery nor in the database",
        "请补充该对象，或更正编号",
        "deliver what it refers to, or correct the number",
    ),
    "disagree": Reason(
        "同一键的多行内容不一致", "several rows with this key disagree", "请只保留正确的一行", "keep the right row only"
    ),
    "other_kind": Reason(
        "该编号已用于另一类主体", "is already used for a party of another kind", "请更正编号", "correct the number"
    ),
    "fields": Reason(
        "字段数与表头不符",
        "the line has not as many fields as the header",
        "请检查分隔符与引号",
        "check delimiters and quotes",
    ),
}
