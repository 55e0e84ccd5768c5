"""Merging: two files that turned out to be of one person are united.

The one file is kept and takes in the other: debts, cases, counters, open attempts, holds and money held are the union,
so nobody gains a permission by having been on file twice, and no unit of money is lost. Debts and cases name the
person by the id that is kept from here on; the log of the other file stays as it was. Who stood for the duplicate stands for
the one person. What comes of it is worked out purely; only `unite` loads and appends.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from debtflow.casework.allocating import HELD_ONLY, reallocated
from debtflow.casework.desk import TRIES, Desk, Loaded
from debtflow.casework.engine import Change, evolve
from debtflow.casework.intake import marks_of, waits_for
from debtflow.casework.log import Stale, State, case_stream, debt_stream, person_stream
from debtflow.casework.vault import Vault
from debtflow.errors import ConflictError, NotFoundError
from debtflow.lifecycle.cases import Case
from debtflow.lifecycle.dossiers import Dossier
from debtflow.records import events
from debtflow.records.holds import Hold
from debtflow.records.parties import Actor, Borrower, PersonOnFile

__all__ = ["merged", "unite", "united"]


def unite(desk: Desk, vault: Vault, kept: str, duplicate: str, because: str, by: Actor, at: datetime) -> None:
    """Unite two files of one person; see `Caseload.merge_persons`."""
    files = desk.load([person_stream(kept), person_stream(duplicate)], fresh=True).states
    _see_two(_file(files, kept), _file(files, duplicate))
    whom, whose = vault.person(kept), vault.person(duplicate)
    if whom is None or whose is None:
        raise NotFoundError(
            f"{kept if whom is None else duplicate} is on file, but what is personal of them is no longer in the vault; "
            "hand them in again with cases.add(Borrower(...))"
        )
    person, renamed = united(whom, whose)
    for _ in range(TRIES):
        states = desk.load([person_stream(kept), person_stream(duplicate)], fresh=True).states
        before, other = _file(states, kept), _file(states, duplicate)
        # A merger that cannot be leaves the vault as it is.
        _see_two(before, other)
        known = vault.put_person(person)

        def change(
            loaded: Loaded, files: tuple[Dossier, Dossier] = (before, other), known: PersonOnFile = known
        ) -> list[Change]:
            if (loaded.states[person_stream(kept)], loaded.states[person_stream(duplicate)]) != files:
                raise Stale(f"the files of {kept} and {duplicate} have moved on")
            marks = marks_of(at, known.zones, desk.house_zone)
            return merged(loaded.states, kept, duplicate, known, renamed, because, marks)

        try:
            desk.commit(_concerned(before, other), change, by, at, first=person_stream(kept))
        except Stale:
            continue
        return
    raise ConflictError(f"{kept} is changed by others all the time; {TRIES} tries to unite two files were in vain")


def united(kept: Borrower, duplicate: Borrower) -> tuple[Borrower, tuple[tuple[str, str], ...]]:
    """One person out of two: zones and contact points of both, and which contact points had to be renamed.

    A contact point that both have (same channel, same value) is one; an id that is taken is followed by the
    duplicate's.
    """
    points, renamed = list(kept.contact_points), []
    for point in duplicate.contact_points:
        same = next((p for p in points if (p.channel, p.value) == (point.channel, point.value)), None)
        if same is not None:
            new_id = same.id
        else:
            taken = {p.id for p in points}
            new_id = point.id if point.id not in taken else f"{point.id}.{duplicate.id}"
            points.append(point.changed(id=new_id))
        if new_id != point.id:
            renamed.append((point.id, new_id))
    zones = tuple(dict.fromkeys((*kept.zones, *duplicate.zones)))
    name = kept.name or duplicate.name
    both = dict.fromkeys((*kept.stands_for, *duplicate.stands_for))
    stands_for = tuple(row for row in both if row.person not in (kept.id, duplicate.id))
    person = Borrower(id=kept.id, name=name, zones=zones, contact_points=tuple(points), stands_for=stands_for)
    return person, tuple(renamed)


def _concerned(kept: Dossier, duplicate: Dossier) -> list[str]:
    """The streams that a merger reads and writes."""
    # What the duplicate has announced, or has on credit, may go to the debts of the kept one from here on.
    waiting = kept.cases if duplicate.pending or duplicate.unapplied else ()
    return [
        person_stream(kept.id),
        person_stream(duplicate.id),
        *(debt_stream(debt) for debt in duplicate.debts),
        *(case_stream(case) for _, case in (*duplicate.cases, *waiting)),
    ]


def merged(
    states: Mapping[str, State],
    kept_id: str,
    duplicate_id: str,
    person: PersonOnFile,
    renamed: tuple[tuple[str, str], ...],
    because: str,
    marks: dict[str, Any],
) -> list[Change]:
    """The events by which one file takes in another.

    Raises:
        ConflictError: the two are one already, or one of them was united with a third.
    """
    kept, duplicate = _file(states, kept_id), _file(states, duplicate_id)
    _see_two(kept, duplicate)
    union = events.PersonsMerged.built(
        **marks,
        duplicate=duplicate_id,
        person=person,
        absorbed=_absorbed(kept, duplicate, dict(renamed)),
        renamed=renamed,
        because=because,
    )
    gone = events.MergedInto.built(**marks, kept=kept_id)
    changes = [Change(person_stream(kept_id), union), Change(person_stream(duplicate_id), gone)]
    for debt in duplicate.debts:
        replaced = events.ObligorReplaced.built(**marks, debt=debt, duplicate=duplicate_id, kept=kept_id)
        changes.append(Change(debt_stream(debt), replaced))
        changes += [Change(case_stream(case), replaced) for of, case in duplicate.cases if of == debt]
    changes += _waiting(states, kept, duplicate, marks) + _waiting(states, duplicate, kept, marks)
    return changes + reallocated(evolve(states, changes), HELD_ONLY, marks)


def _waiting(states: Mapping[str, State], whose: Dossier, payer: Dossier, marks: dict[str, Any]) -> list[Change]:
    """The holds on the cases of the one while money that the other has announced has not cleared."""
    found = []
    for money in payer.pending:
        hold = waits_for(money.external_id, marks)
        for _, case_id in whose.cases:
            case = states[case_stream(case_id)]
            assert isinstance(case, Case)
            waits = any(known.id == hold.hold.id for known in case.holds)
            if not waits and case.debt.currency == money.amount.currency:
                found.append(Change(case_stream(case_id), hold))
    return found


def _see_two(kept: Dossier, duplicate: Dossier) -> None:
    if kept.id == duplicate.id:
        raise ConflictError(f"{kept.id} cannot be united with itself; name two files of one person")
    for file in (kept, duplicate):
        if file.merged_into:
            raise ConflictError(f"{file.id} is on file as {file.merged_into} already; name that one")


def _file(states: Mapping[str, State], person: str) -> Dossier:
    found = states.get(person_stream(person))
    if not isinstance(found, Dossier):
        raise NotFoundError(f"no person {person!r} is on file; add them with cases.add(Borrower(...))")
    return found


def _absorbed(kept: Dossier, duplicate: Dossier, renamed: Mapping[str, str]) -> events.Absorbed:
    attempts, lapsed = (
        tuple(a.changed(person=kept.id, contact_point=renamed.get(a.contact_point, a.contact_point)) for a in known)
        for known in (duplicate.attempts, duplicate.lapsed)
    )
    taken = {hold.id for hold in kept.holds}
    return events.Absorbed(
        debts=duplicate.debts,
        cases=duplicate.cases,
        attempts=attempts,
        contacts=duplicate.contacts.renamed(renamed),
        holds=tuple(_moved(hold, kept.id, duplicate.id, taken, renamed) for hold in duplicate.holds),
        calmed=duplicate.calmed,
        received=duplicate.received,
        pending=duplicate.pending,
        tries=duplicate.kept.tries,
        talks_in_all=duplicate.kept.talks,
        last_try_on=duplicate.kept.last_try_on,
        last_talk_on=duplicate.kept.last_talk_on,
        asked_where=duplicate.kept.asked_where,
        formerly=duplicate.formerly,
        lapsed=lapsed,
        dealings=duplicate.dealings.renamed(renamed, {each.id for each in kept.dealings.consents}, duplicate.id),
    )


def _moved(hold: Hold, kept: str, duplicate: str, taken: set[str], renamed: Mapping[str, str]) -> Hold:
    new_id = hold.id if hold.id not in taken else f"{hold.id}.{duplicate}"
    # It lies on the same numbers as before, by whatever ids they go from here on.
    points = tuple(renamed.get(point, point) for point in hold.contact_points)
    return hold.changed(id=new_id, person=kept if hold.person is not None else None, contact_points=points)
