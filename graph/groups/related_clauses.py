"""Who falls under each clause: one function per clause, by its id."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

import numpy as np
from numpy.typing import NDArray

from graph.groups.inquiry import Inquiry, Ways, shortest
from graph.groups.path import Path
from graph.groups.sphere import Sphere


@dataclass(frozen=True, eq=False)
class Fallen:
    """The parties under a clause: int32 positions, ascending; the way to each is found when it is asked for.

    presumed: positions of which something the data does not say had to be taken for granted (a relative's age).
    """

    positions: NDArray[np.int32]
    way: Callable[[int], Path]
    presumed: frozenset[int] = frozenset()


@dataclass(frozen=True, eq=False)
class Branch:
    """Parties that hang below one party: int32 positions, ascending, the way to it, and the way on to each of them."""

    positions: NDArray[np.int32]
    way: Path
    on: Callable[[int], Path]


def controlling_persons(inquiry: Inquiry) -> Fallen:
    """6.1: natural persons who control, and natural persons who act in concert with one who does."""
    return _listed(_persons(inquiry, inquiry.controllers_and_partners))


def major_persons(inquiry: Inquiry) -> Fallen:
    """6.2: natural persons with 5 %, or with less and a seat."""
    return _listed(_persons(inquiry, inquiry.holders))


def persons_in_office(inquiry: Inquiry) -> Fallen:
    """6.3: directors, supervisors, senior managers."""
    return _listed(inquiry.persons_in_office)


def close_family(inquiry: Inquiry) -> Fallen:
    """6.4: spouse, parents, children and siblings; that children and siblings are of age is presumed."""
    ways = _insiders(inquiry)
    found = list(inquiry.relatives(ways, inquiry.rule.words.close_kin))
    surely = {party for party, _, word in found if word not in inquiry.rule.words.adults_only}
    presumed = frozenset(party for party, _, word in found if word in inquiry.rule.words.adults_only) - surely
    return _listed(shortest((party, way) for party, way, _ in found), presumed)


def officers_of_holders(inquiry: Inquiry) -> Fallen:
    """6.5: directors, supervisors and senior managers of the organisations of 7.1 and 7.2."""
    above = shortest([*_controlling_parties(inquiry).items(), *_major_parties(inquiry).items()])
    posts = (inquiry.in_office(party, way) for party, way in _organisations(inquiry, above).items())
    return _listed(shortest(pair for ways in posts for pair in ways.items()))


def controlling_organisations(inquiry: Inquiry) -> Fallen:
    """7.1: organisations that control or act in concert with who does, and who benefits from them in the end."""
    return _listed(_controlling_parties(inquiry))


def major_organisations(inquiry: Inquiry) -> Fallen:
    """7.2: organisations with 5 %, or with less and a seat; who controls them, acts with them or benefits from them."""
    return _listed(_major_parties(inquiry))


def below_holders(inquiry: Inquiry) -> Fallen:
    """7.3: what the parties of 7.1 control or influence, and what those of 7.2 control.

    What hangs below the state alone is not related by that (Company Law art. 265(4)); what hangs below the institution
    is the next clause's.
    """
    parts = [_controlled(inquiry, party, way) for party, way in _no_state(inquiry, _major_parties(inquiry)).items()]
    controlling = _no_state(inquiry, _controlling_parties(inquiry))
    parts += [_controlled(inquiry, party, way) for party, way in controlling.items()]
    return _joined(inquiry, parts + [_influenced(inquiry, party, way) for party, way in controlling.items()])


def below_institution(inquiry: Inquiry) -> Fallen:
    """7.4: what the institution controls or influences."""
    sphere = inquiry.own_sphere
    return Fallen(np.union1d(sphere.controlled, sphere.influenced).astype(np.int32), sphere.path_to)


def below_persons(inquiry: Inquiry) -> Fallen:
    """7.5: what the persons of 6.1 control or influence, and what those of 6.2 to 6.4 control."""
    controlling = _persons(inquiry, inquiry.controllers_and_partners)
    family = close_family(inquiry)
    kin = {party: family.way(party) for party in family.positions.tolist()}
    everyone = shortest([*_insiders(inquiry).items(), *kin.items()])
    parts = [_controlled(inquiry, party, way) for party, way in everyone.items()]
    parts += [_declared(inquiry, party, way) for party, way in everyone.items()]
    return _joined(inquiry, parts + [_influenced(inquiry, party, way) for party, way in controlling.items()])


def other_family(inquiry: Inquiry) -> Fallen:
    """8.2: relatives beyond those of 6.4."""
    found = inquiry.relatives(_insiders(inquiry), inquiry.rule.words.other_kin)
    return _listed(shortest((party, way) for party, way, _ in found))


def influenced_organisations(inquiry: Inquiry) -> Fallen:
    """8.4: what the parties of 6.2, 6.3 and 7.2 can significantly influence."""
    persons = [*_persons(inquiry, inquiry.holders).items(), *inquiry.persons_in_office.items()]
    ways = shortest([*persons, *_no_state(inquiry, _major_parties(inquiry)).items()])
    return _joined(inquiry, [_influenced(inquiry, party, way) for party, way in ways.items()])


CLAUSES: Final[Mapping[str, Callable[[Inquiry], Fallen]]] = MappingProxyType(
    {
        "6.1": controlling_persons,
        "6.2": major_persons,
        "6.3": persons_in_office,
        "6.4": close_family,
        "6.5": officers_of_holders,
        "7.1": controlling_organisations,
        "7.2": major_organisations,
        "7.3": below_holders,
        "7.4": below_institution,
        "7.5": below_persons,
        "8.2": other_family,
        "8.4": influenced_organisations,
    }
)


def _insiders(inquiry: Inquiry) -> Ways:
    """The persons of 6.1 to 6.3."""
    persons = (_persons(inquiry, inquiry.controllers_and_partners), _persons(inquiry, inquiry.holders))
    return shortest(pair for ways in (*persons, inquiry.persons_in_office) for pair in ways.items())


def _controlling_parties(inquiry: Inquiry) -> Ways:
    """The organisations among the controllers and their partners, and the natural persons who benefit from these."""
    ways = _organisations(inquiry, inquiry.controllers_and_partners)
    benefit = (inquiry.beneficiaries(party, way) for party, way in _no_state(inquiry, ways).items())
    return shortest([*ways.items(), *(pair for found in benefit for pair in found.items())])


def _major_parties(inquiry: Inquiry) -> Ways:
    """The organisations among the holders, and whoever stands behind one of them."""
    ways = _organisations(inquiry, inquiry.holders)
    behind = (inquiry.behind(party, way) for party, way in ways.items())
    return shortest([*ways.items(), *(pair for found in behind for pair in found.items())])


def _persons(inquiry: Inquiry, ways: Ways) -> Ways:
    return {party: way for party, way in ways.items() if inquiry.facts.is_person[party]}


def _organisations(inquiry: Inquiry, ways: Ways) -> Ways:
    return {party: way for party, way in ways.items() if not inquiry.facts.is_person[party]}


def _no_state(inquiry: Inquiry, ways: Ways) -> Ways:
    return {party: way for party, way in ways.items() if not inquiry.facts.is_state[party]}


def _controlled(inquiry: Inquiry, party: int, way: Path) -> Branch:
    sphere = inquiry.sphere(party)
    return Branch(sphere.controlled, way, sphere.path_to)


def _influenced(inquiry: Inquiry, party: int, way: Path) -> Branch:
    sphere = inquiry.sphere(party)
    return Branch(sphere.influenced, way, sphere.path_to)


def _declared(inquiry: Inquiry, person: int, way: Path) -> Branch:
    steps = {step.target: (step,) for step in inquiry.declared_control(person)}
    return Branch(np.array(sorted(steps), dtype=np.int32), way, lambda party: steps[party])


def _listed(ways: Ways, presumed: frozenset[int] = frozenset()) -> Fallen:
    return Fallen(np.array(sorted(ways), dtype=np.int32), lambda party: ways[party], presumed)


def _joined(inquiry: Inquiry, branches: Iterable[Branch]) -> Fallen:
    """All that hangs below several parties, but not the institution nor what hangs below it."""
    parts = [branch for branch in branches if len(branch.positions)]
    if not parts:
        return _listed({})
    own: Sphere = inquiry.own_sphere
    positions = np.unique(np.concatenate([branch.positions for branch in parts]))
    apart = np.setdiff1d(positions, np.append(own.controlled, inquiry.subject)).astype(np.int32)

    def way(party: int) -> Path:
        found = [(*branch.way, *branch.on(party)) for branch in parts if _holds(branch.positions, party)]
        return min(found, key=len)

    return Fallen(apart, way)


def _holds(positions: NDArray[np.int32], party: int) -> bool:
    place = int(np.searchsorted(positions, party))
    return place < len(positions) and int(positions[place]) == party
