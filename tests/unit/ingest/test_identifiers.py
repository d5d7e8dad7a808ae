"""Numbers of parties: fast checks agree with python-stdnum, and identity numbers never show."""

import random

import pytest
from stdnum.cn import uscc

from graph.errors import SettingsError
from graph.identifiers import HashKey, identity_number, masked, tidy, uscc_valid
from graph.identity_numbers import may_be_identity_number, without_identity_numbers
from ingest.parties import party_keys
from tests.unit.ingest.feed import KEY, code, identity


def test_the_fast_check_of_codes_agrees_with_stdnum() -> None:
    chance = random.Random(7)  # noqa: S311 - reproducible, no secret
    numbers = [code(i) for i in range(500)]
    for number in list(numbers):
        changed = list(number)
        changed[chance.randrange(18)] = chance.choice("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ中")
        numbers.append("".join(changed))
    # python-stdnum knows no authority that is a letter; the standard does.
    numbers = [n for n in numbers if n[0] not in "ANY"]
    numbers += ["", "9133", "9" * 18, "A" * 18, "９" * 18]
    assert uscc_valid(numbers).tolist() == [uscc.is_valid(n) and len(n) == 18 and n.isascii() for n in numbers]
    assert uscc_valid(numbers).sum() >= 500


@pytest.mark.parametrize(("head", "valid"), [("N2", True), ("Y1", True), ("A1", True), ("B1", False), ("NN", False)])
def test_authorities_of_codes(head: str, valid: bool) -> None:
    body = f"{head}330106MF1234567"
    assert bool(uscc_valid([body + uscc.calc_check_digit(body + "0")])[0]) is valid


def test_a_region_that_is_a_whole_province_is_no_crash() -> None:
    assert identity_number("622202123456789012") is None
    assert identity_number("12345678901234567X") is None


def test_an_old_identity_number_is_the_same_person_as_the_new_one() -> None:
    new = identity(7)
    old = new[:6] + new[8:17]
    assert identity_number(old) == new
    assert identity_number(new[:-1] + ("0" if new[-1] != "0" else "1")) is None


def test_an_identity_number_is_hashed_even_when_it_passes_as_a_code() -> None:
    both = next(n for n in map(identity, range(2000)) if uscc.is_valid(n))
    ids, problems = party_keys([both], "Party", "firm", KEY)
    assert ids[0] == f"cn.ric:{KEY.hash(both)}"
    assert problems[0] is None
    assert may_be_identity_number(both)


@pytest.mark.parametrize(
    ("text", "target", "key", "problem"),
    [
        (code(1), "Party", f"cn.uscc:{code(1)}", None),
        (code(1).lower(), "Enterprise", f"cn.uscc:{code(1)}", None),
        (f"cn.uscc:{code(1)}", "Enterprise", f"cn.uscc:{code(1)}", None),
        (identity(1), "Person", f"cn.ric:{KEY.hash(identity(1))}", None),
        (f"cn.ric:{KEY.hash(identity(1))}", "Party", None, "hashed"),
        (f"cn.ric:{KEY.hash(identity(1))}", "Enterprise", None, "identity_for_enterprise"),
        ("88", "Enterprise", "firm:88", None),
        ("other:88", "Party", "other:88", None),
        ("finbench:person:1", "Person", "finbench:person:1", None),
        ("913301060000000019X"[:18], "Enterprise", None, "uscc"),
        ("110105194912310021", "Person", None, "identity"),
        ("110105194912310021", "Party", None, "identity"),
        ("11**************21", "Person", None, "masked"),
        ("", "Party", None, None),
    ],
)
def test_keys_of_parties(text: str, target: str, key: str | None, problem: str | None) -> None:
    ids, problems = party_keys([text], target, "firm", KEY)
    assert (ids[0], problems[0]) == (key, problem)


NUMBER = "11010519491231002X"
HASHED = f"cn.ric:{KEY.hash(NUMBER)}"


@pytest.mark.parametrize(
    "text",
    [
        NUMBER, "110105 19491231 002X", "110105-19491231-002X", f"'{NUMBER}", f"“{NUMBER}”", f"身份证:{NUMBER}",
        f"firm7:{NUMBER}", f"cn.ric:{NUMBER}", "a:b: 110105 1949 1231 002x", "cn.ric:110105-19491231-002X",
    ],
)  # fmt: skip
@pytest.mark.parametrize("target", ["Person", "Party"])
def test_identity_numbers_are_hashed_however_they_are_written(text: str, target: str) -> None:
    ids, problems = party_keys([text], target, "firm", KEY)
    assert (ids[0], problems[0]) == (HASHED, None)
    assert party_keys([text], "Enterprise", "firm", KEY)[1][0] == "identity_for_enterprise"


@pytest.mark.parametrize(
    "text",
    [
        "1100519491231002X", "11010519491231002", "1101051991231002X", "11010519491231002XX", "1101051949123110021",
        f"{NUMBER}张三", f"身份证{NUMBER}", f"{NUMBER}/2", "firm7:1100519491231002X", "11O1O519491231OO2X",
        "firm7:11010519491231003X", f"no:2023 {NUMBER}",
    ],
)  # fmt: skip
@pytest.mark.parametrize("target", ["Person", "Party", "Enterprise"])
def test_what_may_be_an_identity_number_is_refused(text: str, target: str) -> None:
    ids, problems = party_keys([text], target, "firm", KEY)
    assert ids[0] is None
    assert problems[0] in ("identity", "uscc")


@pytest.mark.parametrize(
    ("text", "target"),
    [
        ("6222021234567890123", "Party"), ("330106000012345", "Enterprise"), ("330106491231002", "Enterprise"),
        ("finbench:person:15393162789064", "Person"), ("own:123456789012345678", "Party"), ("K-2023-0620-77", "Party"),
    ],
)  # fmt: skip
def test_long_numbers_of_a_source_s_own_are_kept(text: str, target: str) -> None:
    assert party_keys([text], target, "firm", KEY)[0][0] == (text if ":" in text else f"firm:{text}")


def test_codes_may_be_spaced_out() -> None:
    spaced = f"{code(1)[:8]} {code(1)[8:17]}-{code(1)[17]}"
    assert party_keys([spaced, f"'{code(1)}"], "Party", "firm", KEY)[0].tolist() == [f"cn.uscc:{code(1)}"] * 2


@pytest.mark.parametrize("text", ["1.1010519491231e+17", "1.10105E+17", "9E17", "firm7:1.1e+17"])
@pytest.mark.parametrize("target", ["Person", "Party", "Enterprise"])
def test_a_number_cell_is_no_key(text: str, target: str) -> None:
    ids, problems = party_keys([text], target, "firm", KEY)
    assert (ids[0], problems[0]) == (None, "number_cell")


def test_hashes_count_where_they_were_made_here() -> None:
    assert party_keys([HASHED], "Person", "firm", KEY)[1][0] == "hashed"
    assert party_keys([HASHED], "Person", "firm", KEY, hashes=True)[0][0] == HASHED


@pytest.mark.parametrize(
    ("text", "masked_text"),
    [
        (f"张三{NUMBER}，电话13800138000", "张三11**************2X，电话13800138000"),
        ("１１０１０５19491231００２Ｘ", "１１**************２Ｘ"),
        (f"2023-06-20 {NUMBER.lower()}", "2023-06-20 11**************2x"),
        (f"{NUMBER};JJ2;{NUMBER}", "11**************2X;JJ2;11**************2X"),
        ("110105 491231 002", "11*************02"),
        ("20230620000000001234", "20230620000000001234"),
        (code(1), code(1)),
    ],
)
def test_texts_without_identity_numbers(text: str, masked_text: str) -> None:
    assert without_identity_numbers(text) == masked_text


def test_slips_are_masked_where_a_text_is_only_to_be_read() -> None:
    slip = "110105 1949123 002X"
    assert without_identity_numbers(f"a {slip} b") == f"a {slip} b"
    assert without_identity_numbers(f"a {slip} b", cautious=True) == f"a 11{'*' * 15}2X b"
    assert without_identity_numbers("1234567890123456", cautious=True) == "12************56"


def test_a_person_is_no_enterprise() -> None:
    number = next(n for n in map(identity, range(100)) if not uscc.is_valid(n))
    assert party_keys([number], "Enterprise", "firm", KEY)[1][0] == "identity_for_enterprise"


def test_identity_numbers_need_a_key() -> None:
    with pytest.raises(SettingsError):
        party_keys([identity(1)], "Person", "firm", None)
    with pytest.raises(SettingsError):
        HashKey(b"short")


def test_two_keys_give_two_hashes_and_neither_shows_itself() -> None:
    other = HashKey(b"another key for tests")
    assert KEY.hash(identity(1)) != other.hash(identity(1))
    assert KEY.fingerprint != other.fingerprint
    assert "tests" not in repr(KEY)


def test_masks_and_widths() -> None:
    assert masked("11010519491231002X") == "11**************2X"
    assert masked("王建国") == "王***"
    assert tidy(" ９１Ａ ") == "91A"
