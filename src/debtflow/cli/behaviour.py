"""How borrowers behave in the demo: who pays when and how much, who answers a call, who promises. Dice, and nothing real.

Payments are drawn from shares that were counted on real accounts (`examples/data/calibration.json`); those data hold
no calls, so every figure about calls, messages and promises is an assumption and stands here by name, to be printed
beside the result. Each throw is a hash of (seed, case, day, purpose): it does not depend on the order in which cases
are worked, and the same seed gives the same portfolio. This room knows no plan, no rule and no store.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import blake2b
from json import loads
from pathlib import Path
from typing import Any, Final, NamedTuple

from debtflow.errors import TapeError
from debtflow.records.contacts import CallResult, MessageResult

__all__ = ["PERIOD_DAYS", "Behaviour", "PaymentPlan", "State", "calibrated", "throw"]

PERIOD_DAYS: Final = 30
"""The calibration counts by month; a period stands for one."""

_SCALE: Final = 1 << 56
_CODES: Final = ("2", "3", "4+")


def throw(*names: object) -> float:
    """A number from 0 to 1 (not included) that depends on these names alone."""
    text = ":".join(map(str, names)).encode()
    return int.from_bytes(blake2b(text, digest_size=7).digest(), "big") / _SCALE


class State(NamedTuple):
    """What accounts so many months late did in one month, as shares.

    Attributes:
        pays: of all accounts, those that paid anything.
        cures: of all accounts, those that were current again a month later.
        share: median of what was paid over what was billed, among those that paid.
    """

    pays: float
    cures: float
    share: float


class PaymentPlan(NamedTuple):
    """What an account will pay in a period.

    Attributes:
        on: the day.
        cures: everything that is overdue; otherwise `thousandths` of what is owed.
    """

    on: date
    cures: bool
    thousandths: int


@dataclass(frozen=True, slots=True)
class Behaviour:
    """The figures by which dice are thrown.

    Attributes:
        states: by months late ("2", "3", "4+"), counted.
        answered ... disputes: assumed; `assumptions` says each in a sentence.
    """

    seed: int
    states: Mapping[str, State]
    source: str
    answered: float = 1 / 4
    voicemail: float = 1 / 5
    busy: float = 1 / 20
    bounced: float = 1 / 100
    promises: float = 1 / 3
    disputes: float = 1 / 400
    stops: float = 1 / 1000

    # ---- counted --------------------------------------------------------------------------------------------------

    def state(self, months_late: int) -> State:
        """The shares of accounts that many months late; those of code 2 stand for one month as well."""
        return self.states["4+" if months_late >= 4 else str(max(2, months_late))]

    def payment(self, case: str, period: int, months_late: int, first_day: date) -> PaymentPlan | None:
        """What that account pays in the period that begins on `first_day`; None = nothing."""
        state, luck = self.state(months_late), throw(self.seed, case, period, "pays")
        if luck >= state.pays:
            return None
        on = first_day + timedelta(days=int(throw(self.seed, case, period, "day") * PERIOD_DAYS))
        # Evenly from nothing to twice the median, so that the median is the one that was counted.
        share = 2 * state.share * throw(self.seed, case, period, "share")
        return PaymentPlan(on, cures=luck < state.cures, thousandths=max(1, round(1000 * share)))

    # ---- assumed --------------------------------------------------------------------------------------------------

    def call(self, case: str, attempt: str) -> CallResult:
        """How a call ends."""
        luck = throw(self.seed, case, attempt, "call")
        if luck < self.answered:
            return CallResult.TALKED
        if luck < self.answered + self.voicemail:
            return CallResult.VOICEMAIL
        return CallResult.BUSY if luck < self.answered + self.voicemail + self.busy else CallResult.NO_ANSWER

    def message(self, case: str, attempt: str) -> MessageResult:
        """How a message ends."""
        luck = throw(self.seed, case, attempt, "message")
        return MessageResult.BOUNCED if luck < self.bounced else MessageResult.SENT

    def makes_promise(self, case: str, attempt: str) -> bool:
        """Whether a conversation ends with a promise."""
        return throw(self.seed, case, attempt, "promise") < self.promises

    def day_of_trouble(self, case: str, days: int) -> tuple[str, int] | None:
        """Whether, and on which day of the demo, the borrower disputes the debt or asks not to be contacted."""
        luck = throw(self.seed, case, "trouble")
        on = 3 + int(throw(self.seed, case, "trouble day") * max(1, days - 15))
        if luck < self.disputes:
            return "dispute", on
        return ("stop", on) if luck < self.disputes + self.stops else None

    def assumptions(self) -> dict[str, str]:
        """Name -> sentence for everything about behaviour, counted or assumed; printed beside the result."""
        paid = ", ".join(f"{code}: {self.states[code].pays:.1%}" for code in _CODES)
        cured = ", ".join(f"{code}: {self.states[code].cures:.1%}" for code in _CODES)
        return {
            "payments (counted)": f"share that pays anything within 30 days, by months late: {paid}; {self.source}.",
            "cures (counted)": f"share that becomes current: {cured}; the others pay about 5% of what is owed. "
            "The tape's split puts the whole balance in arrears, so here a cure pays all of it: amounts run high.",
            "answered calls (assumed)": f"{self.answered:.0%} are answered by the borrower, {self.voicemail:.0%} reach "
            f"voicemail, {self.busy:.0%} are busy; the panel has no calls.",
            "messages (assumed)": f"{self.bounced:.0%} bounce.",
            "promises (assumed)": f"{self.promises:.0%} of conversations with the creditor end with a promise. Who pays in "
            "the period promises that payment; the others promise half of what is overdue and break it, so "
            "promises bring no money beyond what was counted.",
            "trouble (assumed)": f"{self.disputes:.2%} of borrowers dispute the debt, {self.stops:.2%} ask not to be contacted.",
        }


def calibrated(path: Path, seed: int) -> Behaviour:
    """The behaviour counted in a calibration file.

    Raises:
        TapeError: the file is missing or does not hold what is needed.
    """
    try:
        document: dict[str, Any] = loads(path.read_text(encoding="utf-8"))
        payments, cures = document["payment_by_prior_state"], document["cure_rate_apr_to_aug"]
        states = {
            code: State(
                float(payments[code]["p_any_payment"]),
                float(cures[code]["cure_rate"]),
                float(payments[code]["median_paid_over_bill_given_payment"]),
            )
            for code in _CODES
        }
        source = f"{document['source']['title']}, {document['source']['author']}, {document['source']['licence']}"
    except OSError as error:
        raise TapeError(f"The calibration {str(path)!r} cannot be read: {error.strerror or error}.") from error
    except (ValueError, KeyError, TypeError) as error:
        raise TapeError(f"The calibration {str(path)!r} lacks or garbles {error}; see examples/data.") from error
    return Behaviour(seed, states, source)
