from datetime import date

import numpy as np
from stdnum.cn import ric, uscc

from ingest.world.codes import credit_codes, identity_numbers, serial_numbers
from ingest.world.names import _PAIRS, fanciful
from ingest.world.places import DISTRICT_CODE
from tests.unit.world.worlds import world


def test_every_credit_code_is_valid_and_none_repeats() -> None:
    rng = np.random.default_rng(1)
    serials = np.r_[np.arange(3000), rng.integers(3000, 1_100_000, 2000), 1_099_999]
    serials = np.unique(serials)
    categories, districts = rng.choice([91, 92, 11], len(serials)), rng.choice(DISTRICT_CODE, len(serials))
    codes = credit_codes(categories, districts, serials).to_pylist()
    assert all(uscc.is_valid(code) for code in codes)
    assert len({code[8:17] for code in codes}) == len(codes)


def test_the_organisation_code_within_has_its_own_check_character() -> None:
    for code in credit_codes(np.full(200, 91), np.full(200, 330106), np.arange(200)).to_pylist():
        weights = (3, 7, 9, 10, 5, 8, 4, 2)
        values = [int(c) if c.isdigit() else ord(c) - 55 for c in code[8:16]]
        check = 11 - sum(w * v for w, v in zip(weights, values, strict=True)) % 11
        assert code[16] == {10: "X", 11: "0"}.get(check, str(check))


def test_every_identity_number_is_valid_and_none_repeats() -> None:
    numbers = identity_numbers(np.arange(0, 1_300_000, 97)).to_pylist()
    assert all(ric.is_valid(number) for number in numbers)
    assert len(set(numbers)) == len(numbers)
    births = [ric.get_birth_date(number) for number in numbers]
    assert date(1950, 1, 1) <= min(births) < max(births) <= date(1999, 12, 31)


def test_all_numbers_of_a_world_are_valid() -> None:
    tables = world(3, 3000).tables
    enterprises = [code for code in tables["enterprises"]["party_id"].to_pylist() if not code.startswith("KH")]
    persons = [number for number in tables["persons"]["party_id"].to_pylist() if not number.startswith("ZR")]
    assert all(uscc.is_valid(code) for code in enterprises)
    assert all(ric.is_valid(number) for number in persons)
    assert len(set(enterprises)) == 3000


def test_serial_numbers_keep_their_zeros() -> None:
    assert serial_numbers("JJ", np.array([1, 120]), 4).to_pylist() == ["JJ0001", "JJ0120"]


def test_fanciful_words_do_not_repeat() -> None:
    words = fanciful(np.arange(3 * _PAIRS)).to_pylist()
    assert len(set(words)) == len(words)
