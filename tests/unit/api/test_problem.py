"""The one table from error codes to answers."""

import graph.errors
from api.problem import KINDS, Problem, problem, responses
from graph.errors import RingfenceError


def test_every_error_has_an_answer() -> None:
    codes = {
        one.code for one in vars(graph.errors).values() if isinstance(one, type) and issubclass(one, RingfenceError)
    }
    assert codes - KINDS.keys() == set()


def test_every_kind_speaks_both_languages() -> None:
    for code, kind in KINDS.items():
        assert kind.en.isascii(), code
        assert any("\u4e00" <= letter <= "\u9fff" for letter in kind.zh), code
        assert 400 <= kind.status < 600, code


def test_described_examples_are_problems() -> None:
    for status, answer in responses("not_found", "limit", "stale_cursor").items():
        (content,) = answer["content"].values()
        for code, example in content["examples"].items():
            assert Problem.model_validate(example["value"]).status == status == KINDS[code].status


def test_unauthenticated_says_how() -> None:
    assert problem("unauthenticated", "a", "b").headers["www-authenticate"].startswith("Bearer")
    assert "www-authenticate" not in problem("not_found", "a", "b").headers
