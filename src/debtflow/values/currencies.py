"""The currencies of ISO 4217 and how many digits each has after the point.

The room is a table and its one refusal. It must never know an amount, a rate between two currencies, or a symbol.
"""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches
from types import MappingProxyType
from typing import Final, NoReturn

from debtflow.errors import MoneyError

__all__ = ["CURRENCIES", "DIGITS", "digits_of", "refuse_currency"]

_TWO_DIGITS = """
    AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD CDF CHE CHF CHW CNY COP
    COU CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR
    JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MXV MYR MZN NAD NGN
    NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL
    THB TJS TMT TOP TRY TTD TWD TZS UAH USD USN UYU UZS VED VES WST XCD XCG YER ZAR ZMW ZWG
"""
_BY_DIGITS: Final = (
    (0, "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF"),
    (2, _TWO_DIGITS),
    (3, "BHD IQD JOD KWD LYD OMR TND"),
    (4, "CLF UYW"),
)

CURRENCIES: Final[Mapping[str, int]] = MappingProxyType(
    {code: digits for digits, codes in _BY_DIGITS for code in codes.split()}
)
"""The active currency and fund codes of ISO 4217:2015, list one, and their digits after the point.

Left out: metals, units of account and settlement units (XAU, XDR, XSU, XUA and the like), the test and no-currency
codes (XTS, XXX), and codes that were withdrawn (BGN and HRK became EUR, ZWL became ZWG, ANG became XCG).
"""

DIGITS: Final[dict[str, int]] = dict(CURRENCIES)
"""The same as a plain dict, for `money` only: a lookup through the read-only view costs twice as much."""

# What people write, and what was withdrawn: told at once, where likeness of letters would guess.
_INSTEAD: Final[dict[str, str]] = {
    "RMB": "CNY",
    "CNH": "CNY",
    "NTD": "TWD",
    "UKP": "GBP",
    "ANG": "XCG",
    "BGN": "EUR",
    "BYR": "BYN",
    "CUC": "CUP",
    "GHC": "GHS",
    "HRK": "EUR",
    "MRO": "MRU",
    "SLL": "SLE",
    "STD": "STN",
    "VEF": "VES",
    "ZMK": "ZMW",
    "ZWL": "ZWG",
}


def digits_of(currency: str) -> int:
    """How many digits `currency` has after the point; `MoneyError` with a suggestion if there is no such currency."""
    digits = DIGITS.get(currency) if type(currency) is str else None
    return refuse_currency(currency) if digits is None else digits


def refuse_currency(currency: object) -> NoReturn:
    """Say why `currency` is none, and which code was probably meant."""
    if not isinstance(currency, str):
        raise MoneyError(f'{currency!r} is not a currency: write an ISO 4217 code as text, such as "CNY".')
    upper = currency.strip().upper()
    if upper in DIGITS:
        raise MoneyError(f'{currency!r} is not written as ISO 4217 writes it: write "{upper}".')
    close = [_INSTEAD[upper]] if upper in _INSTEAD else get_close_matches(upper, DIGITS, n=3, cutoff=0.6)
    meant = f"; did you mean {' or '.join(close)}?" if close else "; write a code such as CNY, USD or EUR."
    raise MoneyError(f"{currency!r} is not an active ISO 4217 currency{meant}")
