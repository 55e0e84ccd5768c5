"""A rule of the house: a fact of its own, a number with dates, a second person, an exception, and its citation."""

# ruff: noqa: I001  # the names on a few lines, so that the example stays short

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from debtflow import Actor, Balance, Basis, Borrower, Caseload, Channel, Citation, ContactPoint, Count, Dated, Debt
from debtflow import Done, FactGroup, Flag, Money, Obligor, Pending, Role, Rulebook, Tone, actions, catalogue, rule

POLICY = Citation(instrument="Collections policy", article="4.2 visits", basis=Basis.HOUSE)
CAP = Dated("house.visits_cap", {date(2026, 1, 1): 3, date(2026, 7, 1): 2}, unit="count", cites=POLICY)
# Facts of one's own are read from the debt's attributes; one that is missing is unknown, and unknown is never a yes.
house = FactGroup(
    "house", invited=Flag("the debtor invited us"), visits_before=Count(0, 99, "visits before this lender's")
)


@rule(
    "house.visits",
    governs=actions.VISITS,
    tone=Tone.APPROVE,
    cites=POLICY,
    since=date(2026, 1, 1),
    facts=house,
    applies=lambda f: f.actor_role == Role.CREDITOR,
    unless=lambda f: f.invited,
    says={"en": "{visits_cap} visits or more: a second person decides", "zh": "上门达 {visits_cap} 次须经第二人批准"},
)
def too_many_visits(f):
    return f.visits_before + f.visits_counted_today_and_29_days_before >= CAP


book = catalogue.joined("china", "generic") | Rulebook("house", "2026.1", [too_many_visits])
print(too_many_visits.sentence(date(2026, 8, 1).toordinal(), "zh"), "|", too_many_visits.cites)
print("stands in the way where", too_many_visits.words(date(2026, 8, 1).toordinal(), book.facts), "\n")

lena, boss = Actor(id="lena"), Actor(id="boss")
at = datetime(2026, 3, 2, 10, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
with Caseload.open_at("memory:", book) as cases:
    for number, (invited, visits) in enumerate([("no", "1"), ("no", "3"), ("yes", "3")]):
        who, what, facts = f"p{number}", f"d{number}", (("invited", invited), ("visits_before", visits))
        door = ContactPoint(id="door", channel=Channel.VISIT, value="1 Long Street")
        owed = Balance(principal=Money("900.00", "CNY"))
        debt = Debt(id=what, obligors=(Obligor(person=who),), owed=owed, as_of=date(2026, 1, 5), attributes=facts)
        cases.add(Borrower(id=who, zones=("Asia/Shanghai",), contact_points=(door,)), debt, at=at)
        cases.open(what, at=at)
        for move in (actions.ConfirmDebt(), actions.Move(verb="start_reminders")):
            cases.submit(what, move, by=lena, at=at)
        outcome = cases.submit(what, actions.Visit(person=who, contact_point="door"), by=lena, at=at)
        print(dict(facts), "->", type(outcome).__name__, *outcome.decision.rules)
        if isinstance(outcome, Pending):
            approved = cases.approve(outcome.request.id, by=boss, at=at)
            print(
                "   approved by boss ->",
                type(approved).__name__,
                approved.permit.attempt if isinstance(approved, Done) else "",
            )
