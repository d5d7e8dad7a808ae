"""Lists are cut at what was asked for, and an answer says so."""

from graph.explain.day import Day
from graph.explain.groups.group import MOST_EXPLAINED, group
from graph.explain.ownership.close import close_links
from graph.explain.ownership.compared import compared
from graph.explain.ownership.owners import owners
from graph.regimes.catalogue import regime
from tests.unit.groups.drawn import drawn
from tests.unit.groups.snapshots import enterprise, loan, person, snapshot_of, tie, together

CHINA = regime("china")


def day(text: str) -> Day:
    return Day(drawn(text))


def test_a_long_chain_of_controllers_is_cut_in_every_view() -> None:
    firms = "".join(f"company c{i} 企{i}\n" for i in range(6))
    chain = "".join(f"OWNS c{i} c{i + 1} 1\n" for i in range(5))
    found = compared(day(f"{firms}person p 人\nOWNS p c0 1\n{chain}"), "c5", most=2)
    assert {len(view.controllers) for view in found.answer.views} == {2}
    assert found.truncated
    assert not compared(day("company c 企\nperson p 人\nOWNS p c 1\n"), "c", most=2).truncated


def test_what_is_doubtful_upstream_is_listed_as_far_as_was_asked_for() -> None:
    firms = "".join(f"company o{i} 企{i}\nOWNS p o{i} 0.8\nOWNS q o{i} 0.8\nOWNS o{i} t 0.005\n" for i in range(150))
    world = day(f"company t 标\nperson p 甲\nperson q 乙\n{firms}")
    whole, cut = owners(world, "t", CHINA, 1000), owners(world, "t", CHINA, 120)
    assert (len(whole.certainty.over_owned), whole.truncated) == (150, False)
    assert (len(cut.certainty.over_owned), cut.truncated) == (120, True)


def test_steps_without_their_stakes_make_an_answer_truncated() -> None:
    count = MOST_EXPLAINED + 5
    firms = [f"f{i}" for i in range(count)]
    rows = together(
        {
            "Enterprise": [enterprise(firm) for firm in firms],
            "Person": [person("p")],
            "OWNS": [tie("p", firm, stake_id=firm, share_ratio=1.0) for firm in firms],
        },
        *(loan(f"l-{firm}", firm, None, 10.0) for firm in firms),
    )
    found = group(Day(snapshot_of(**rows)), "f0", CHINA, most=1000)
    assert any(step.kind == "" for member in found.facts.members for step in member.path)
    assert found.truncated


def test_no_client_of_anybody_is_called_one() -> None:
    rows = {"Enterprise": [enterprise("a")], "Person": [person("p")]}
    found = group(Day(snapshot_of(**rows, OWNS=[tie("p", "a", stake_id="s", share_ratio=1.0)])), "a", CHINA)
    assert (found.answer.exposure_cny, found.answer.is_client) == (0.0, False)
    assert any("no exposure to the party" in note.en for note in found.certainty.notes)


def test_a_known_holder_could_reach_the_line_with_what_is_undisclosed() -> None:
    found = close_links(day("company t 标\nperson p 甲\nperson q 乙\nOWNS p t 0.75\nOWNS q t 0.1\n"), "t")
    assert (found.certainty.undisclosed_ratio < 0.2, found.certainty.complete) == (True, False)
