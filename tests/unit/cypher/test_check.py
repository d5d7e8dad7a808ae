"""Each rule of a query file, broken once."""

import pytest

from cypher import QueryFileError, fragments, parse_query
from cypher.check import fragment_problems, problems
from cypher.dating import BEGUN_IN
from cypher.fragment import parse_fragment
from cypher.query import REQUIRED
from cypher.types import Kind

FRAGMENTS = {
    "in_force": parse_fragment("// in_force(r)\n(r.valid_from <= $as_of < r.valid_to)"),
    "begun": parse_fragment("// begun(r)\n(r.valid_from <= $as_of)"),
    "has_given": parse_fragment("// has_given(p, d)\nMATCH (p)-[h:GAVE]->(d) WHERE begun(h)"),
    "stake": parse_fragment("// stake(a, b)\nMATCH (a)-[s:OWNS]->(b) WHERE in_force(s)"),
}
HEADER = """\
// test/query
// zh: 标题
// en: Title
// mode: read
// param as_of: date
// param limit: integer
// return party_id: text
// return amount_cny: money  in 元
//
// Prose.
"""
TEXT = """\
MATCH (p:Party)-[g:GUARANTEES]->(:Party) WHERE in_force(g) // -[x]-> in a comment
RETURN p.party_id AS party_id, round(sum(g.cap_cny), 2) AS amount_cny
ORDER BY party_id
LIMIT $limit
"""


NOT_DATED = "-[g:GUARANTEES]- is not dated: add in_force(g) to the WHERE of its MATCH, joined by AND."


def found(header: str = HEADER, text: str = TEXT) -> str:
    return " ".join(problems(parse_query(header + text, "test/query", FRAGMENTS)))


def test_a_query_that_keeps_the_rules() -> None:
    query = parse_query(HEADER + TEXT, "test/query", FRAGMENTS)
    assert problems(query) == []
    assert "(g.valid_from <= $as_of < g.valid_to)" in query.text
    assert [(p.name, p.type.kind) for p in query.own_parameters] == []
    assert [(c.name, c.type.kind, c.note) for c in query.columns] == [
        ("party_id", Kind.TEXT, ""),
        ("amount_cny", Kind.MONEY, "in 元"),
    ]
    assert query.notes == "Prose."


@pytest.mark.parametrize(
    ("change", "to", "problem"),
    [
        ("in_force(g)", "true", "is not dated: add in_force(g)"),
        ("in_force(g)", "in_force(h)", "is not dated: add in_force(g)"),
        ("[g:GUARANTEES]", "[:GUARANTEES]", "has no name"),
        ("[g:GUARANTEES]", "[g]", ""),
        ("-[g:GUARANTEES]->", "-->", "has no name"),
        ("[g:GUARANTEES]", "[g:GUARANTEES*1..3]", "walk it frontier by frontier"),
        ("[g:GUARANTEES]", "[g:MEMBER_OF]", ""),
        (" WHERE in_force(g)", " WHERE in_force(g) MATCH (p)-[g:OWNS]->(:Party)", "-[g:OWNS]- is not dated"),
        ("in_force(g)", "true OR in_force(g)", NOT_DATED),
        ("in_force(g)", "in_force(g) or true", NOT_DATED),
        ("in_force(g)", "p.a = 1 AND in_force(g) OR p.b = 2", NOT_DATED),
        ("in_force(g)", "in_force(g) XOR p.b = 2", NOT_DATED),
        ("in_force(g)", "NOT in_force(g)", NOT_DATED),
        ("in_force(g)", "p.a = 1 AND NOT in_force(g)", NOT_DATED),
        ("in_force(g)", "CASE WHEN in_force(g) THEN true ELSE true END", NOT_DATED),
        ("in_force(g)", "CASE WHEN p.a AND in_force(g) AND p.b THEN true ELSE true END", NOT_DATED),
        ("in_force(g)", "in_force(g) = false", NOT_DATED),
        ("in_force(g)", "in_force(g) IS NOT NULL", NOT_DATED),
        ("in_force(g)", "(in_force(g) OR true)", NOT_DATED),
        ("in_force(g)", "any(x IN [1] WHERE in_force(g))", NOT_DATED),
        ("in_force(g)", "coalesce(in_force(g), true)", NOT_DATED),
        ("in_force(g)", "EXISTS { MATCH (p) WHERE in_force(g) }", NOT_DATED),
        ("in_force(g)", "p.name STARTS WITH '' OR in_force(g)", NOT_DATED),
        ("WHERE in_force(g)", "WITH p, g WHERE in_force(g)", NOT_DATED),
        ("WHERE in_force(g)", "WITH p, g, in_force(g) AS dated", NOT_DATED),
        ("WHERE in_force(g)", "OPTIONAL MATCH (p) WHERE in_force(g)", NOT_DATED),
        (
            "MATCH (p:Party)-[g:GUARANTEES]->(:Party) WHERE in_force(g)",
            "MATCH (p) WHERE (p)-[g:GUARANTEES]->(:Party) AND in_force(g)",
            NOT_DATED,
        ),
        (
            "MATCH (p:Party)-[g:GUARANTEES]->(:Party) WHERE in_force(g)",
            "MATCH (p) WITH p, [(p)-[g:GUARANTEES]->(q) WHERE in_force(g) | q] AS q",
            NOT_DATED,
        ),
        ("WHERE in_force(g)", "WHERE in_force(g) AND EXISTS { (p)-[h:OWNS]->() WHERE in_force(h) }", "-[h:OWNS]-"),
        ("-[g:GUARANTEES]->", "- [h:GUARANTEES] ->", "is not dated: add in_force(h)"),
        ("-[g:GUARANTEES]->", "- ->", "has no name"),
        ("[g:GUARANTEES]", "[h:ABOUT&!ABOUT|GUARANTEES]", "is not dated: add in_force(h)"),
        ("in_force(g)", "p.a = 1 AND in_force(g) AND (p.b OR p.c)", ""),
        ("in_force(g)", "p.name STARTS WITH 'a' AND p.x = CASE WHEN p.a OR p.b THEN 1 END\n  and in_force(g)", ""),
        ("in_force(g)", "in_force(g) AND {end: 1}.end = 1", ""),
        ("WHERE in_force(g)", "WHERE in_force(g) AND EXISTS { MATCH (p)-[h:OWNS]->() WHERE in_force(h) }", ""),
        ("RETURN", "OPTIONAL MATCH (p)-[h:OWNS]->(), (p)-[i:OWNS]->() WHERE in_force(h) AND in_force(i) RETURN", ""),
        ("LIMIT $limit", "LIMIT $most", "$most is used but not declared. test/query: $limit is declared but not used"),
        ("AS party_id", "AS party", "the header declares party_id, amount_cny, the text returns party, amount_cny"),
        ("round(sum(g.cap_cny), 2)", "sum(g.cap_cny)", "must be round(…, 2)"),
        ("ORDER BY party_id", "", "LIMIT without ORDER BY"),
        ("RETURN", "SET p.name = '' RETURN", "mode is read, but the text has SET"),
        ("RETURN", "MATCH (q {name: '-[x]-> SET $y'}) RETURN", ""),
    ],
)
def test_each_rule(change: str, to: str, problem: str) -> None:
    said = found(text=TEXT.replace(change, to, 1))
    assert problem in said
    assert bool(problem) == bool(said)


@pytest.mark.parametrize(
    ("change", "to", "problem"),
    [
        ("// test/query", "// test/other", "the first line"),
        ("// zh: 标题\n", "", "no `zh:` line"),
        ("mode: read", "mode: maybe", "mode is read or write"),
        ("param as_of: date", "param as_of: day", "'day' is not a valid Kind"),
        ("param as_of: date", "param as_of date", "is not a directive"),
        ("param limit: integer", "param limit: integer = many", "a whole number"),
        ("param limit: integer", "param limit: integer >= 2 = 1", "the default 1 is below 2"),
        ("param limit: integer", "param limit: text >= 2", "is not a valid Kind"),
    ],
)
def test_each_error_of_a_header(change: str, to: str, problem: str) -> None:
    with pytest.raises(QueryFileError, match=problem.replace("(", r"\(")):
        parse_query(HEADER.replace(change, to, 1) + TEXT, "test/query", FRAGMENTS)


def test_defaults_choices_and_lists() -> None:
    header = HEADER.replace(
        "// param limit: integer",
        "// param limit: integer\n// param way: up | down = up\n// param depth: integer >= 1 = none\n"
        "// param kinds: list of A | B = A, B  of these\n// given found: list of text",
    )
    way, depth, kinds = parse_query(header + TEXT, "test/query", FRAGMENTS).own_parameters
    assert (way.default, way.type.choices, str(way.type)) == ("up", ("up", "down"), "up | down")
    assert (depth.default, depth.required, depth.minimum, depth.allowed) == (None, False, 1, "integer >= 1")
    assert (kinds.default, kinds.note, str(kinds.type)) == (["A", "B"], "of these", "list of A | B")
    assert found(header).count("is declared but not used") == 3
    assert "$found is given but not used" in found(header)
    assert parse_query(header + TEXT, "test/query", FRAGMENTS).parameters[0].default is REQUIRED


BEGUN_SAID = "begun(r) lets through what has ended"


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("has_given(a, b)\nRETURN", ""),
        ("MATCH (a)-[h:GAVE]->(b) WHERE begun(h)\nRETURN", f"test/query: {BEGUN_SAID}"),
        ("MATCH (a)-[h:GAVE]->(b) WHERE in_force(h) AND begun(h)\nRETURN", f"test/query: {BEGUN_SAID}"),
        ("MATCH (a {name: 'begun(h)'}) // begun(h)\nRETURN", ""),
        ("has_given(a, b)\nMATCH (a)-[h:GAVE]->(b)\nRETURN", "-[h:GAVE]- is not dated"),
        ("has_given(a, b)\nMATCH (a)-[i:GAVE]->(b)\nRETURN", "-[i:GAVE]- is not dated"),
    ],
)
def test_what_has_ended_is_let_through_by_a_definition_only(text: str, problem: str) -> None:
    said = found(text=TEXT.replace("RETURN", text, 1))
    assert problem in said
    assert bool(problem) == bool(said)


@pytest.mark.parametrize(
    ("condition", "problem"),
    [
        ("begun(h)", ""),
        ("d.a = 1 AND begun(h)", ""),
        ("true OR begun(h)", "-[h:GAVE]- is not dated"),
        ("NOT begun(h)", "-[h:GAVE]- is not dated"),
        ("begun(g)", "-[h:GAVE]- is not dated"),
        ("coalesce(begun(h), true)", "-[h:GAVE]- is not dated"),
    ],
)
def test_a_definition_dates_by_a_condition_too(condition: str, problem: str) -> None:
    given = parse_fragment(f"// has_given(p, d)\nMATCH (p)-[h:GAVE]->(d) WHERE {condition}")
    text = TEXT.replace("RETURN", "has_given(a, b)\nRETURN", 1)
    said = " ".join(problems(parse_query(HEADER + text, "test/query", FRAGMENTS | {"has_given": given})))
    assert problem in said
    assert bool(problem) == bool(said)


def test_only_definitions_of_liability_look_at_what_has_ended() -> None:
    other = parse_fragment("// other(r)\nMATCH ()-[r:GAVE]->() WHERE begun(r)")
    assert fragment_problems(FRAGMENTS) == []
    assert [said[: len(BEGUN_SAID) + 7] for said in fragment_problems({"other": other})] == [f"other: {BEGUN_SAID}"]
    assert {name for name, fragment in fragments().items() if "begun(" in fragment.body} == BEGUN_IN


def test_fragments_expand_with_their_arguments() -> None:
    text = TEXT.replace("MATCH (p:Party)", "stake(o, p)\nMATCH (p:Party)", 1)
    query = parse_query(HEADER + text, "test/query", FRAGMENTS)
    assert "MATCH (o)-[s:OWNS]->(p) WHERE (s.valid_from <= $as_of < s.valid_to)" in query.text
    with pytest.raises(QueryFileError, match="stake takes a, b"):
        parse_query(HEADER + text.replace("stake(o, p)", "stake(o)"), "test/query", FRAGMENTS)
