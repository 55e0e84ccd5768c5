"""Money: what it accepts, what it refuses with a mend, and how it is written."""

from __future__ import annotations

import copy
import decimal
import pickle
from decimal import Decimal
from typing import Any

import pytest
from pydantic import BaseModel, TypeAdapter, ValidationError

from debtflow.errors import MoneyError
from debtflow.values import CURRENCIES, Money


def cny(text: str) -> Money:
    return Money(text, "CNY")


# --- making it -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("amount", "currency", "minor_units", "written"),
    [
        ("500.00", "CNY", 50_000, "500.00 CNY"),
        ("500", "CNY", 50_000, "500.00 CNY"),
        ("0.5", "USD", 50, "0.50 USD"),
        ("-0.05", "GBP", -5, "-0.05 GBP"),
        ("-0.00", "EUR", 0, "0.00 EUR"),
        (500, "CNY", 50_000, "500.00 CNY"),
        ("1200", "JPY", 1_200, "1200 JPY"),
        ("-7", "JPY", -7, "-7 JPY"),
        ("1.5", "KWD", 1_500, "1.500 KWD"),
        ("37000.1234", "CLF", 370_001_234, "37000.1234 CLF"),
        (Decimal("12.3400"), "INR", 1_234, "12.34 INR"),
        (Decimal("12.34000000"), "INR", 1_234, "12.34 INR"),
        (Decimal("1E+3"), "JPY", 1_000, "1000 JPY"),
        (Decimal("-0.01"), "EUR", -1, "-0.01 EUR"),
    ],
)
def test_an_amount_is_kept_in_the_minor_units_of_its_currency(
    amount: str | int | Decimal, currency: str, minor_units: int, written: str
) -> None:
    money = Money(amount, currency)
    assert (money.minor_units, money.currency, str(money)) == (minor_units, currency, written)
    assert money == Money.from_minor_units(minor_units, currency) == Money.parse(written)
    assert money.amount == Decimal(written.split()[0])


def test_a_float_is_refused_and_told_how_to_write_it() -> None:
    with pytest.raises(MoneyError) as refusal:
        Money(12.34, "CNY")  # type: ignore[arg-type]
    assert 'Money("12.34", "CNY")' in str(refusal.value)
    assert 'Money.from_minor_units(1234, "CNY")' in str(refusal.value)
    with pytest.raises(MoneyError, match=r'as in Money\("12", "JPY"\)'):
        Money(12.0, "JPY")  # type: ignore[arg-type]


@pytest.mark.parametrize("amount", [True, None, b"5", [5], 5j])
def test_what_is_no_number_is_refused(amount: Any) -> None:
    with pytest.raises(MoneyError, match="is not an amount"):
        Money(amount, "CNY")
    with pytest.raises(MoneyError, match="not a number of minor units"):
        Money.from_minor_units(amount, "CNY")


def test_minor_units_are_an_int_and_nothing_else() -> None:
    with pytest.raises(MoneyError, match="not a number of minor units"):
        Money.from_minor_units(12.0, "CNY")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "text",
    [
        "",
        " 5",
        "5 ",
        "1,234.50",
        "¥500",
        "5.",
        ".50",
        "+5",
        "1e3",
        "NaN",
        "Infinity",
        "--5",
        "5.0.0",
        "\u0665.\u0660\u0660",
        "1_0.00",
    ],
)
def test_text_that_is_not_plain_digits_is_refused(text: str) -> None:
    with pytest.raises(MoneyError, match="plain digits"):
        Money(text, "CNY")


@pytest.mark.parametrize("text", ["NaN", "sNaN", "Infinity", "-Infinity", "1E+999999999", "1E-999999999"])
def test_a_decimal_that_is_no_finite_amount_is_refused_at_once(text: str) -> None:
    with pytest.raises(MoneyError, match="finite"):
        Money(Decimal(text), "CNY")


@pytest.mark.parametrize(
    ("amount", "currency", "message"),
    [
        ("1.005", "CNY", "1.005 has 3 decimals, but CNY has 2"),
        ("1.000", "CNY", "1.000 has 3 decimals, but CNY has 2"),
        ("100.00", "JPY", "100.00 has 2 decimals, but JPY has 0"),
        ("1.0005", "KWD", "has 4 decimals, but KWD has 3"),
        (Decimal("1.005"), "CNY", "1.005 has 3 decimals, but CNY has 2"),
        (Decimal("0.5"), "JPY", "0.5 has 1 decimals, but JPY has 0"),
    ],
)
def test_more_decimals_than_the_currency_has_are_refused(amount: Any, currency: str, message: str) -> None:
    with pytest.raises(MoneyError, match=message):
        Money(amount, currency)


@pytest.mark.parametrize("currency", sorted(CURRENCIES))
def test_the_example_in_a_refusal_is_itself_money(currency: str) -> None:
    with pytest.raises(MoneyError) as refusal:
        Money("x", currency)
    example = str(refusal.value).rpartition(", as in ")[2].rstrip(".")
    assert isinstance(eval(example, {"Money": Money}), Money)


@pytest.mark.parametrize(
    ("currency", "mend"),
    [
        ("cny", 'write "CNY"'),
        ("RMB", "did you mean CNY?"),
        ("BGN", "did you mean EUR?"),
        ("USX", "USD"),
        ("XXX", "not an active ISO 4217 currency"),
        ("XAU", "not an active ISO 4217 currency"),
        ("", "not an active ISO 4217 currency"),
        (None, "write an ISO 4217 code as text"),
        (["CNY"], "write an ISO 4217 code as text"),
    ],
)
def test_an_unknown_currency_is_refused_with_what_was_probably_meant(currency: Any, mend: str) -> None:
    with pytest.raises(MoneyError) as refusal:
        Money("1", currency)
    assert mend in str(refusal.value)
    if isinstance(currency, str):
        with pytest.raises(MoneyError):
            Money.from_minor_units(1, currency)
        with pytest.raises(MoneyError):
            Money.zero(currency)


def test_an_amount_fits_a_64_bit_column() -> None:
    assert Money.from_minor_units(2**63 - 1, "CNY").minor_units == 2**63 - 1
    for too_much in (2**63, -(2**63)):
        with pytest.raises(MoneyError, match="64-bit"):
            Money.from_minor_units(too_much, "CNY")
    with pytest.raises(MoneyError, match="64-bit"):
        Money("9" * 24, "CNY")
    with pytest.raises(MoneyError, match="64-bit"):
        Money.from_minor_units(2**62, "CNY") * 2


@pytest.mark.parametrize("text", ["500.00", "500.00CNY", "500.00 cny", "CNY 500.00", "500.00  CNY", "500.00\tCNY", 500])
def test_only_what_str_writes_is_parsed(text: Any) -> None:
    with pytest.raises(MoneyError):
        Money.parse(text)


# --- the currencies --------------------------------------------------------------------------------------------------


def test_the_table_of_currencies_is_that_of_iso_4217() -> None:
    assert len(CURRENCIES) == 164
    assert {code for code, digits in CURRENCIES.items() if digits == 0} == {
        "BIF",
        "CLP",
        "DJF",
        "GNF",
        "ISK",
        "JPY",
        "KMF",
        "KRW",
        "PYG",
        "RWF",
        "UGX",
        "UYI",
        "VND",
        "VUV",
        "XAF",
        "XOF",
        "XPF",
    }
    assert {code for code, digits in CURRENCIES.items() if digits == 3} == {
        "BHD",
        "IQD",
        "JOD",
        "KWD",
        "LYD",
        "OMR",
        "TND",
    }
    assert {code for code, digits in CURRENCIES.items() if digits == 4} == {"CLF", "UYW"}
    assert all(len(code) == 3 and code.isupper() and code.isascii() for code in CURRENCIES)
    assert not CURRENCIES.keys() & {"XXX", "XTS", "XAU", "XAG", "XPT", "XPD", "XDR", "XSU", "XUA", "BTC"}


def test_nobody_can_change_the_table_of_currencies() -> None:
    with pytest.raises(TypeError):
        CURRENCIES["BTC"] = 8  # type: ignore[index]


# --- arithmetic ------------------------------------------------------------------------------------------------------


def test_amounts_of_one_currency_add_subtract_multiply_and_compare() -> None:
    assert cny("1.20") + cny("0.05") == cny("1.25")
    assert cny("1.20") - cny("1.25") == cny("-0.05") == -cny("0.05")
    assert cny("1.20") * 3 == 3 * cny("1.20") == cny("3.60")
    assert abs(cny("-5")) == +cny("5") == abs(cny("5"))
    assert cny("1") < cny("2") <= cny("2") < cny("3")
    assert cny("3") > cny("2") >= cny("2") > cny("1")
    assert not cny("2") < cny("2") and not cny("2") > cny("2")
    assert not cny("1") >= cny("2") and not cny("2") <= cny("1")
    assert min(cny("2"), cny("1")) == cny("1")
    assert max([cny("2"), cny("3")]) == cny("3")
    assert sorted([cny("2"), cny("-1"), cny("0")]) == [cny("-1"), cny("0"), cny("2")]


def test_only_nothing_is_false() -> None:
    assert not Money.zero("CNY")
    assert cny("0.01") and cny("-0.01")


def test_a_list_of_payments_sums_from_nothing() -> None:
    assert sum([cny("1.10"), cny("2.20")]) == cny("3.30")
    assert sum([cny("1.10")], Money.zero("CNY")) == cny("1.10")


@pytest.mark.parametrize("number", [0.0, False, 1, Decimal(0)])
def test_only_the_exact_zero_of_sum_adds_from_the_left(number: Any) -> None:
    with pytest.raises(MoneyError, match="has no currency"):
        number + cny("1")


@pytest.mark.parametrize("number", [0, 0.5, True, Decimal("1.5")])
def test_a_bare_number_beside_money_is_refused(number: Any) -> None:
    money: Any = cny("1")
    for mistake in (
        lambda: money + number,
        lambda: money - number,
        lambda: money < number,
        lambda: money <= number,
        lambda: money > number,
        lambda: money >= number,
    ):
        with pytest.raises(MoneyError, match="has no currency"):
            mistake()
    assert money != number


def test_what_has_nothing_to_do_with_money_is_a_type_error() -> None:
    money: Any = cny("1")
    for mistake in (lambda: money + "1", lambda: money < None, lambda: "1" + money, lambda: 5 - money):
        with pytest.raises(TypeError):
            mistake()


@pytest.mark.parametrize("factor", [0.5, True, Decimal(2), cny("2"), "3"])
def test_money_is_multiplied_by_whole_numbers_only_and_told_of_share_and_split(factor: Any) -> None:
    with pytest.raises(MoneyError, match=r"share\(435, 10_000\).*split"):
        cny("1") * factor


def test_money_is_not_divided_but_split_or_shared() -> None:
    money: Any = cny("10")
    for mistake in (lambda: money / 3, lambda: money // 3, lambda: money % 3, lambda: money / money):
        with pytest.raises(MoneyError, match="split"):
            mistake()
    with pytest.raises(TypeError):
        float(money)


def test_currencies_never_mix_and_the_refusal_names_both() -> None:
    yuan, dollar = cny("1"), Money("1", "USD")
    for mistake in (
        lambda: yuan + dollar,
        lambda: yuan - dollar,
        lambda: yuan < dollar,
        lambda: yuan <= dollar,
        lambda: yuan > dollar,
        lambda: yuan >= dollar,
    ):
        with pytest.raises(MoneyError, match=r"CNY.*USD"):
            mistake()
    assert yuan != dollar
    assert Money.zero("CNY") != Money.zero("USD")


# --- sharing out -----------------------------------------------------------------------------------------------------


def test_ten_yuan_in_three_parts_make_ten_yuan_again() -> None:
    assert cny("10").split(3) == (cny("3.34"), cny("3.33"), cny("3.33"))
    assert cny("-10").split(3) == (cny("-3.34"), cny("-3.33"), cny("-3.33"))
    assert cny("0.02").split(3) == (cny("0.01"), cny("0.01"), cny("0"))
    assert cny("5").split(1) == (cny("5"),)


def test_a_payment_is_shared_over_debts_by_weight_with_the_odd_cent_to_the_largest_remainder() -> None:
    assert cny("1.00").split_by([1, 1, 1]) == (cny("0.34"), cny("0.33"), cny("0.33"))
    assert cny("1.00").split_by([1, 2]) == (cny("0.33"), cny("0.67"))
    assert cny("0.10").split_by([6, 0, 6, 1]) == (cny("0.05"), cny("0"), cny("0.04"), cny("0.01"))
    assert cny("-1.00").split_by([1, 2]) == (cny("-0.33"), cny("-0.67"))


@pytest.mark.parametrize("parts", [0, -1, 1.5, True, None])
def test_a_split_into_no_whole_number_of_parts_is_refused(parts: Any) -> None:
    with pytest.raises(MoneyError, match="whole number of parts"):
        cny("1").split(parts)


@pytest.mark.parametrize("weights", [[], [0, 0], [1, -1], [1.0, 2.0], [True]])
def test_weights_are_whole_and_not_all_nothing(weights: Any) -> None:
    with pytest.raises(MoneyError, match="weights"):
        cny("1").split_by(weights)


@pytest.mark.parametrize(
    ("amount", "numerator", "denominator", "share"),
    [
        ("0.25", 1, 2, "0.12"),  # 12.5 fen: half to even
        ("0.27", 1, 2, "0.14"),  # 13.5 fen: half to even
        ("-0.25", 1, 2, "-0.12"),
        ("-0.27", 1, 2, "-0.14"),
        ("1.00", 1, 3, "0.33"),
        ("1.00", 2, 3, "0.67"),
        ("10000.00", 435, 10_000, "435.00"),
        ("1.00", -1, 3, "-0.33"),
        ("1.00", 0, 3, "0"),
    ],
)
def test_a_share_is_rounded_half_to_even(amount: str, numerator: int, denominator: int, share: str) -> None:
    assert cny(amount).share(numerator, denominator) == cny(share)


@pytest.mark.parametrize(("numerator", "denominator"), [(1, 0), (1, -2), (0.5, 1), (1, 2.0), (True, 1)])
def test_a_share_is_a_ratio_of_whole_numbers(numerator: Any, denominator: Any) -> None:
    with pytest.raises(MoneyError, match="share"):
        cny("1").share(numerator, denominator)


# --- in writing ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("money", "spec", "text"),
    [
        (cny("1234.5"), "", "1234.50 CNY"),
        (cny("1234.5"), ",", "1,234.50 CNY"),
        (cny("-1234567.5"), ",", "-1,234,567.50 CNY"),
        (cny("-0.5"), ",", "-0.50 CNY"),
        (Money("1234567", "JPY"), ",", "1,234,567 JPY"),
        (Money("1234.5", "KWD"), ",", "1,234.500 KWD"),
        (cny("1234.5"), ">15,", "   1,234.50 CNY"),
        (cny("1.5"), "<10", "1.50 CNY  "),
    ],
)
def test_money_is_written_with_its_digits_and_grouped_on_request(money: Money, spec: str, text: str) -> None:
    assert format(money, spec) == text


def test_a_number_format_is_refused_with_the_way_out() -> None:
    with pytest.raises(MoneyError, match=r"money\.amount"):
        format(cny("1"), ".2f")


def test_its_repr_is_the_code_that_makes_it() -> None:
    assert repr(cny("500")) == 'Money("500.00", "CNY")'
    for money in (cny("-0.05"), Money("7", "JPY"), Money("1.5", "BHD")):
        assert eval(repr(money)) == money


def test_the_amount_is_exact_whatever_the_callers_decimal_context_says() -> None:
    with decimal.localcontext(decimal.Context(prec=3)):
        assert str(cny("123456.78").amount) == "123456.78"
        assert Money(Decimal("123456.78"), "CNY") == cny("123456.78")
        assert f"{cny('123456.78'):,}" == "123,456.78 CNY"


# --- a value ---------------------------------------------------------------------------------------------------------


def test_money_never_changes() -> None:
    money: Any = cny("1")
    with pytest.raises(AttributeError, match="does not change"):
        money.minor_units = 5
    with pytest.raises(AttributeError, match="does not change"):
        del money.currency
    with pytest.raises(AttributeError):
        money.note = "x"
    assert not hasattr(money, "__dict__")


def test_a_copy_of_money_is_the_same_money() -> None:
    money = cny("1.23")
    assert copy.copy(money) is money
    assert copy.deepcopy([money])[0] is money
    assert pickle.loads(pickle.dumps(money)) == money
    assert len({money, cny("1.23"), cny("1.24")}) == 2


# --- as a field ------------------------------------------------------------------------------------------------------


class Receipt(BaseModel):
    paid: Money


def test_a_field_of_money_reads_money_or_text_and_writes_text() -> None:
    receipt = Receipt(paid=cny("500"))
    assert receipt.model_dump_json() == '{"paid":"500.00 CNY"}'
    assert receipt.model_dump(mode="json") == {"paid": "500.00 CNY"}
    assert receipt.model_dump() == {"paid": cny("500")}
    assert (
        Receipt.model_validate({"paid": "500.00 CNY"})
        == Receipt.model_validate_json('{"paid":"500.00 CNY"}')
        == receipt
    )


@pytest.mark.parametrize("value", [500, 12.5, True, None, {"amount": "5", "currency": "CNY"}, ["5", "CNY"], Decimal(5)])
def test_a_field_of_money_refuses_numbers_and_structures_with_the_mend(value: Any) -> None:
    with pytest.raises(ValidationError, match=r"is not money.*500\.00 CNY"):
        Receipt(paid=value)


@pytest.mark.parametrize("json", ['{"paid":500}', '{"paid":12.5}', '{"paid":"500.001 CNY"}', '{"paid":"5 RMB"}'])
def test_json_without_exact_money_is_refused(json: str) -> None:
    with pytest.raises(ValidationError):
        Receipt.model_validate_json(json)


@pytest.mark.parametrize("mode", ["validation", "serialization"])
def test_the_json_schema_tells_how_money_is_written(mode: Any) -> None:
    schema = TypeAdapter(Money).json_schema(mode=mode)
    assert schema["type"] == "string"
    assert schema["pattern"].endswith("[A-Z]{3}$")
    assert schema["examples"] == ["500.00 CNY"]
