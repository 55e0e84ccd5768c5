"""Dealings: what each party conveyed, sent and was told, whatever the order in which that is learned."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from tests.records.cast import day

from debtflow.records.consents import Consent, ConsentTo
from debtflow.records.contacts import WINDOW_DAYS
from debtflow.records.dealings import NO_DEALINGS, Dealings, Sent
from debtflow.records.parties import Channel
from debtflow.records.purposes import Purpose

MARCH_2 = day(2026, 3, 2)
NINE = datetime(2026, 3, 2, 9, tzinfo=UTC)
CARD = ("card",)


def sent(on: int = MARCH_2, purpose: Purpose = Purpose.COLLECT, attempt: str = "a1", **fields: Any) -> Dealings:
    dealings: Dealings = fields.pop("after", NO_DEALINGS)
    return dealings.with_sent("harbour", fields.pop("debts", CARD), Sent(on, purpose, "mail", attempt))


def test_what_was_never_said_did_not_happen() -> None:
    nothing = NO_DEALINGS.of("harbour", "card")
    assert (nothing.communicated_on, nothing.talked_on, nothing.last_sent(Purpose.COLLECT)) == (0, 0, 0)
    assert nothing.stood_for(MARCH_2) == 0


def test_a_talk_conveys_and_a_party_knows_only_its_own() -> None:
    talked = NO_DEALINGS.with_talk("harbour", ("card", "loan"), MARCH_2, NINE)
    for debt in ("card", "loan"):
        assert talked.of("harbour", debt)[2:5] == (MARCH_2, MARCH_2, NINE)
    assert talked.of("creditor", "card").talked_on == 0
    assert talked.of("harbour", "rent").talked_on == 0


def test_what_is_written_conveys_unless_it_is_for_something_that_conveys_nothing() -> None:
    assert sent().of("harbour", "card").communicated_on == MARCH_2
    assert sent(purpose=Purpose.VALIDATION_NOTICE).of("harbour", "card").communicated_on == MARCH_2
    assert sent(purpose=Purpose.OPT_OUT_CONFIRMATION).of("harbour", "card").communicated_on == 0
    assert NO_DEALINGS.with_conveyed("harbour", CARD, MARCH_2).of("harbour", "card")[2:4] == (MARCH_2, 0)


def test_the_first_and_the_last_notice_are_those_that_have_not_come_back() -> None:
    notice = Purpose.VALIDATION_NOTICE
    both = sent(MARCH_2 + 9, notice, "a2", after=sent(MARCH_2, notice))
    of = both.of("harbour", "card")
    assert (of.first_sent(notice), of.last_sent(notice), of.last_sent(Purpose.COLLECT)) == (MARCH_2, MARCH_2 + 9, 0)
    first_back = both.with_returned(MARCH_2 + 5, attempt="a1").of("harbour", "card")
    assert (first_back.first_sent(notice), first_back.last_sent(notice)) == (MARCH_2 + 9, MARCH_2 + 9)
    last_back = both.with_returned(MARCH_2 + 12, attempt="a2").of("harbour", "card")
    assert (last_back.first_sent(notice), last_back.last_sent(notice)) == (MARCH_2, MARCH_2)


def test_a_message_stands_from_its_day_until_it_comes_back() -> None:
    assert [sent().of("harbour", "card").stood_for(MARCH_2 + days) for days in (-1, 0, 14)] == [0, 0, 14]
    back = sent().with_returned(MARCH_2 + 6, attempt="a1").of("harbour", "card")
    assert back.stood_for(MARCH_2 + 30) == 6
    again = sent(MARCH_2 + 20, attempt="a2", after=sent().with_returned(MARCH_2 + 6, attempt="a1")).of(
        "harbour", "card"
    )
    assert again.stood_for(MARCH_2 + 30) == 10
    assert sent(purpose=Purpose.LOCATE).of("harbour", "card").stood_for(MARCH_2 + 30) == 0


def test_what_was_sent_without_a_permit_comes_back_by_its_point_and_day() -> None:
    known = sent(attempt="")
    assert known.has_sent(point="mail", sent_on=MARCH_2)
    assert not known.has_sent(point="mail", sent_on=MARCH_2 + 1)
    assert not sent().has_sent(point="mail", sent_on=MARCH_2)  # by its attempt, then
    assert sent().has_sent(attempt="a1")
    assert (
        known.with_returned(MARCH_2 + 3, point="mail", sent_on=MARCH_2).of("harbour", "card").stood_for(MARCH_2 + 9)
        == 3
    )


def test_of_old_messages_the_first_and_the_last_of_each_purpose_are_kept() -> None:
    dealings = NO_DEALINGS
    for back in range(200, -1, -1):
        dealings = sent(MARCH_2 - back, attempt=f"a{back}", after=dealings)
    days = [MARCH_2 - row.on for row in dealings.of("harbour", "card").sent]
    assert days == [200, WINDOW_DAYS, *range(WINDOW_DAYS - 1, -1, -1)]


def test_a_message_of_theirs_waits_until_it_is_answered_by_the_same_means_and_party() -> None:
    wrote = NO_DEALINGS.with_received("harbour", Channel.SMS).with_received("harbour", Channel.SMS)
    assert wrote.waits("harbour", Channel.SMS)
    assert not wrote.waits("creditor", Channel.SMS)
    assert not wrote.waits("harbour", Channel.EMAIL)
    once = wrote.with_answer("harbour", Channel.SMS)
    assert once.waits("harbour", Channel.SMS)
    assert not once.with_answer("harbour", Channel.SMS).waits("harbour", Channel.SMS)
    assert once.with_answer("harbour", Channel.EMAIL) == once


def consent(at: datetime = NINE, on: int = MARCH_2, **fields: Any) -> Consent:
    return Consent(**{"id": "k1", "to": ConsentTo.CALLS, "party": "harbour", "given_at": at, "given_on": on, **fields})


def test_a_consent_to_be_called_ends_with_the_next_talk_by_telephone() -> None:
    agreed = NO_DEALINGS.with_talk("harbour", CARD, MARCH_2, NINE).with_consent(consent())
    assert agreed.agreed_to_calls_on("harbour", CARD, MARCH_2) == MARCH_2  # given in the conversation that ended then
    a_minute_later = agreed.with_talk("harbour", CARD, MARCH_2, NINE + timedelta(minutes=1))
    assert a_minute_later.agreed_to_calls_on("harbour", CARD, MARCH_2) == 0
    about_another = agreed.with_talk("harbour", ("loan",), MARCH_2 + 1, NINE + timedelta(days=1))
    assert about_another.agreed_to_calls_on("harbour", CARD, MARCH_2 + 1) == MARCH_2
    assert about_another.agreed_to_calls_on("harbour", ("card", "loan"), MARCH_2 + 1) == 0
    assert agreed.with_talk("creditor", CARD, MARCH_2 + 1, NINE + timedelta(days=1)).agreed_to_calls_on(
        "harbour", CARD, MARCH_2 + 1
    )
    face_to_face = agreed.with_talk("harbour", CARD, MARCH_2 + 1)
    assert face_to_face.agreed_to_calls_on("harbour", CARD, MARCH_2 + 1) == MARCH_2
    assert agreed.without_consent("k1").agreed_to_calls_on("harbour", CARD, MARCH_2) == 0


def test_the_newest_call_in_vain_counts_for_its_point() -> None:
    rang = NO_DEALINGS.with_call_in_vain("mobile", NINE).with_call_in_vain("mobile", NINE - timedelta(hours=1))
    assert rang.called_in_vain_at(("mobile", "again")) == NINE
    assert rang.called_in_vain_at(("work",)) is None


deeds = st.lists(
    st.one_of(
        st.tuples(st.just("talk"), st.sampled_from(["harbour", "creditor"]), st.integers(0, 90)),
        st.tuples(st.just("sent"), st.sampled_from(["harbour", "creditor"]), st.integers(0, 29)),
        st.tuples(st.just("vain"), st.sampled_from(["mobile", "work"]), st.integers(0, 90)),
    ),
    max_size=8,
)


def after(rows: list[tuple[str, str, int]]) -> Dealings:
    dealings = NO_DEALINGS
    for what, who, days in rows:
        on, at = MARCH_2 + days, NINE + timedelta(days=days)
        if what == "talk":
            dealings = dealings.with_talk(who, CARD, on, at)
        elif what == "sent":
            dealings = dealings.with_sent(who, CARD, Sent(on, Purpose.COLLECT, "mail", f"a{days}"))
        else:
            dealings = dealings.with_call_in_vain(who, at)
    return dealings


@given(deeds, st.randoms(use_true_random=False), st.integers(0, 8))
def test_the_order_of_telling_does_not_matter_nor_in_whose_file_it_was_told(rows: Any, dice: Any, cut: int) -> None:
    shuffled = list(rows)
    dice.shuffle(shuffled)
    assert after(shuffled) == after(rows)
    assert after(rows[:cut]).joined(after(rows[cut:])) == after(rows)


def test_two_files_are_one_with_their_points_and_consents_renamed() -> None:
    other = sent().with_consent(consent(to=ConsentTo.POINT, contact_points=("mail",))).with_call_in_vain("mail", NINE)
    taken = other.renamed({"mail": "mail.2"}, {"k1"}, "li_again")
    assert taken.of("harbour", "card").sent[0].point == "mail.2"
    assert (taken.consents[0].id, taken.consents[0].contact_points) == ("k1.li_again", ("mail.2",))
    assert taken.called_in_vain_at(("mail.2",)) == NINE
    both = NO_DEALINGS.with_consent(consent()).joined(taken)
    assert [each.id for each in both.consents] == ["k1", "k1.li_again"]
    wrote = NO_DEALINGS.with_received("harbour", Channel.SMS)
    assert wrote.joined(wrote).waiting[0].messages == 2


def test_an_answer_on_its_way_is_one_until_it_is_told_that_it_did_not_go_out() -> None:
    asked = NO_DEALINGS.with_received("harbour", Channel.SMS).with_received("harbour", Channel.SMS)
    reserved = asked.with_answer("harbour", Channel.SMS, "case-1/a1")
    assert reserved.answering == ("case-1/a1",) and reserved.waits("harbour", Channel.SMS)
    both = reserved.with_answer("harbour", Channel.SMS, "case-1/a2")
    assert not both.waits("harbour", Channel.SMS)
    assert both.with_answer("harbour", Channel.SMS, "case-1/a3") == both  # nothing waits: it answers nothing
    went = both.with_answer_ended("case-1/a1", "harbour", Channel.SMS, went_out=True)
    assert went.answering == ("case-1/a2",) and not went.waits("harbour", Channel.SMS)
    failed = went.with_answer_ended("case-1/a2", "harbour", Channel.SMS, went_out=False)
    assert failed.answering == () and failed.waits("harbour", Channel.SMS)
    assert failed.with_answer_ended("case-1/a2", "harbour", Channel.SMS, went_out=False) == failed
    assert both.with_answers_among({"case-1/a2"}).answering == ("case-1/a2",)
    assert both.joined(reserved).answering == ("case-1/a1", "case-1/a2")
