"""People and firms: what is personal data stays out of sight, and ids can stand in a log."""

from __future__ import annotations

from datetime import date

import pytest
from pydantic import ValidationError
from tests.records.cast import HARBOUR, OKAFOR, OKAFOR_ON_FILE

from debtflow.records.actions import SubmitPlacement
from debtflow.records.parties import SYSTEM, Actor, Agency, Borrower, Channel, ContactPoint, Licence, PersonOnFile
from debtflow.records.stages import Role
from debtflow.records.suing import ApproveLegal


def test_neither_name_nor_number_of_ms_okafor_shows_when_she_is_printed() -> None:
    for shown in (repr(OKAFOR), str(OKAFOR), repr(OKAFOR.contact_points)):
        assert "Okafor" not in shown
        assert "555" not in shown
        assert "example.org" not in shown


def test_what_is_on_file_of_a_person_holds_hashes_only() -> None:
    assert not {"name", "value"} & set(PersonOnFile.model_fields)
    assert OKAFOR_ON_FILE.contact_point("mobile") == OKAFOR_ON_FILE.contact_points[0]
    assert OKAFOR_ON_FILE.contact_point("fax") is None


def test_two_contact_points_of_a_person_may_not_share_an_id() -> None:
    twice = ContactPoint(id="mobile", channel=Channel.SMS, value="+1 614 555 0143")
    with pytest.raises(ValidationError, match=r"contact point ids must differ, but \['mobile'\]"):
        Borrower(id="okafor", contact_points=(*OKAFOR.contact_points, twice))


def test_a_zone_is_checked_against_the_iana_data_when_the_person_comes_on_file() -> None:
    assert Borrower(id="li", zones=("Asia/Shanghai", "Asia/Urumqi")).zones == ("Asia/Shanghai", "Asia/Urumqi")
    with pytest.raises(ValidationError, match="Asia/Shanghai"):
        Borrower(id="li", zones=("Beijing",))


@pytest.mark.parametrize("person_id", ["x", "li-12", "李", "a" * 120])
def test_an_id_is_any_text_without_white_space_or_bar(person_id: str) -> None:
    assert Borrower(id=person_id).id == person_id


@pytest.mark.parametrize("person_id", ["", "a" * 121, "mr li", "a|b", "a\tb", "a\n"])
def test_an_id_with_white_space_or_bar_or_of_121_characters_is_refused(person_id: str) -> None:
    with pytest.raises(ValidationError):
        Borrower(id=person_id)


def test_an_empty_number_is_no_contact_point() -> None:
    with pytest.raises(ValidationError, match="value"):
        ContactPoint(id="mobile", channel=Channel.PHONE, value="")


def test_a_misspelt_field_is_refused_and_not_dropped() -> None:
    with pytest.raises(ValidationError, match="zone"):
        Borrower(id="li", zone="Asia/Shanghai")  # type: ignore[call-arg]


def test_nobody_has_looked_is_not_the_same_as_no_violence_on_record() -> None:
    assert HARBOUR.violent_collection_on_record is False
    assert HARBOUR.changed(violent_collection_on_record=None) != HARBOUR
    assert HARBOUR.licences == (Licence(kind="collection", valid_from=date(2025, 1, 1), valid_to=date(2026, 12, 31)),)


def test_the_library_itself_acts_for_the_creditor_and_is_not_a_person() -> None:
    assert Actor(id="system", role=Role.SYSTEM, party="creditor") == SYSTEM
    assert Actor(id="lena").role is Role.CREDITOR


def test_a_licence_that_ends_before_it_begins_is_none() -> None:
    one_day = Licence(kind="collection", valid_from=date(2026, 1, 2), valid_to=date(2026, 1, 2))
    assert one_day.valid_to == one_day.valid_from
    with pytest.raises(
        ValidationError, match="licence collection: valid_to 2026-01-01 is before valid_from 2026-01-02"
    ):
        one_day.but(valid_to=date(2026, 1, 1))


@pytest.mark.parametrize("role", [Role.AGENCY, Role.LAW_FIRM, Role.ASSIGNEE])
def test_who_acts_in_the_role_of_a_firm_names_it_and_it_is_not_the_creditor(role: Role) -> None:
    assert Actor(id="clerk", role=role, party="harbour").party == "harbour"
    for party in ("creditor", ""):
        with pytest.raises(
            ValidationError, match=rf"actor clerk: party is '{party}' and role {role}.*party=\"harbour\""
        ):
            Actor(id="clerk", role=role, party=party)
    with pytest.raises(ValidationError, match="names the firm for which they act"):
        Actor(id="clerk", role=role)


@pytest.mark.parametrize("role", [Role.CREDITOR, Role.SYSTEM])
def test_who_acts_in_the_creditors_role_may_name_the_creditor(role: Role) -> None:
    assert Actor(id="lena", role=role).is_the_creditors
    assert not Actor(id="lena", role=role, party="harbour").is_the_creditors


def test_no_firm_goes_by_the_id_that_stands_for_the_lender() -> None:
    assert Agency(id="creditors").id == "creditors"
    assert ApproveLegal(law_firm=None).law_firm is None
    for made in (
        lambda: Agency(id="creditor"),
        lambda: ApproveLegal(law_firm="creditor"),
        lambda: SubmitPlacement(agency="creditor"),
    ):
        with pytest.raises(ValidationError, match="'creditor' stands for the lender itself and can name no other firm"):
            made()
