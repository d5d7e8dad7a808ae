"""How sure a profile is, section by section: what is missing or doubtful, and what nobody delivers."""

from collections.abc import Iterator

from graph.explain.exposure.certainty import weighted_notes
from graph.profile.beside import Beside
from graph.profile.document import ProfileAnswer, ProfileCertainty, ProfileFacts, SectionCertainty
from graph.profile.radar import Radar
from graph.profile.sections import Sections
from graph.regimes.provision import Wording

NO_RECORD = Wording(zh="没有登记信息。", en="No register record is known.")
UNCOMPARED = Wording(zh="该日未知或不可比较。", en="It was not known on the day, or nobody can be compared with it.")
NO_STATEMENT = Wording(zh="没有财务报表。", en="No statement is known.")


def profile_certainty(
    sections: Sections, answer: ProfileAnswer, facts: ProfileFacts, beside: Beside
) -> ProfileCertainty:  # fmt: skip
    """Of the sections that the party has."""
    known = bool(
        sections.day.known_facts(sections.position) or facts.record or facts.statement or facts.identifiers
        or facts.loan_count or facts.guaranteed_by.tie_count or facts.guarantees_for.tie_count or facts.case_count
        or facts.listing_count or facts.event_count
    )  # fmt: skip
    own = tuple(_sections(sections, answer, facts, beside))
    return ProfileCertainty(known, known and all(one.complete for one in own), own)


def _sections(
    sections: Sections, answer: ProfileAnswer, facts: ProfileFacts, beside: Beside
) -> Iterator[SectionCertainty]:  # fmt: skip
    if not sections.person:
        yield _section("register", () if facts.record else (NO_RECORD,))
        yield _section("statement", () if facts.statement else (NO_STATEMENT,))
        yield _score(answer, beside)
        yield _section("radar", _not_said(answer.radar))
    for name, found in (("owners", sections.owners), ("control", sections.control), ("group", sections.group)):
        if name in sections.missing:
            yield SectionCertainty(name, False, (sections.missing[name],))
        elif found is not None:
            yield SectionCertainty(name, found.certainty.complete, found.certainty.notes)
    # Calls weighted by probabilities are no part of a profile: the score stands beside.
    weighted = [one.answer.weighted for one in sections.exposures]
    aside = {note for one in weighted for note in weighted_notes(one.weighted_call_cny, one.without_probability)}
    notes = {note: None for one in sections.exposures for note in one.certainty.notes if note not in aside}
    yield SectionCertainty(
        "guarantees", all(one.certainty.complete for one in sections.exposures), tuple(notes)
    )  # fmt: skip
    yield _loans(answer)


def _section(name: str, notes: tuple[Wording, ...]) -> SectionCertainty:
    return SectionCertainty(name, not notes, notes)


def _score(answer: ProfileAnswer, beside: Beside) -> SectionCertainty:
    if answer.score is None:
        return _section("score", (Wording(zh="没有评分。", en="There is no score."),))
    return SectionCertainty("score", True, (beside.unexplained,) if beside.unexplained else ())


def _not_said(radar: Radar | None) -> tuple[Wording, ...]:
    if radar is None:
        return (UNCOMPARED,)
    return tuple(
        Wording(zh=f"{one.title.zh}：{one.said.zh}", en=f"{one.title.en}: {one.said.en}")
        for one in radar.dimensions
        if one.value is None
    )


def _loans(answer: ProfileAnswer) -> SectionCertainty:
    notes, loans = [], answer.loans
    if loans.unbalanced:
        notes.append(
            Wording(
                zh=f"{loans.unbalanced}笔贷款没有余额，按本金计。",
                en=f"{loans.unbalanced} loans have no balance and are counted with their principal.",
            )
        )
    if loans.unknown_amounts:
        notes.append(
            Wording(
                zh=f"{loans.unknown_amounts}笔贷款金额未知。",
                en=f"Of {loans.unknown_amounts} loans no amount is known.",
            )
        )
    return _section("loans", tuple(notes))
