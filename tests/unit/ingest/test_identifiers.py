"""Numbers of parties: fast checks agree with python-stdnum, and identity numbers never show."""

import random

import pytest
from stdnum.cn import uscc

from graph.errors import SettingsError
from graph.identifiers import HashKey, identity_number, masked, tidy, uscc_valid
from ingest.parties import may_be_identity_number, party_keys
from tests.unit.ingest.feed import KEY, code, identity


def test_the_fast_check_of_codes_agrees_with_stdnum() -> None:
    chance = random.Random(7)  # noqa: S311 - reproducible, no secret
    numbers = [code(i) for i in range(500)]
    for number in list(numbers):
        changed = list(number)
        changed[chance.randrange(18)] = chance.choice("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ中")
        numbers.append("".join(changed))
    numbers += ["", "9133", "9" * 18, "A" * 18, "９" * 18]
    assert uscc_valid(numbers).tolist() == [uscc.is_valid(n) and len(n) == 18 and n.isascii() for n in numbers]
    assert uscc_valid(numbers).sum() >= 500


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
        (f"cn.ric:{KEY.hash(identity(1))}", "Party", f"cn.ric:{KEY.hash(identity(1))}", None),
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
