"""Writes the pages and tables of the manual that are made from the code: `python docs/make_pages.py`.

`facts.md` comes from the declared facts, `mistakes.md` from the tests' table of mistakes, the tables of moves and deeds in
`workflow.md` from the workflow, `timeline.svg` from the example that draws it, the stories and pictures of `routes.md`
from the scenarios that the tests play, and of `scenarios.md` the tables of keys, sentences and mistakes from the code that
reads them. They are committed; a test says when one of them is no longer current. The schema of a scenario file is
written beside that code.
"""

from __future__ import annotations

import ast
import inspect
import runpy
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import chdir, redirect_stdout
from functools import partial
from io import StringIO
from json import dumps
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
DOCS = ROOT / "docs"
sys.path.insert(0, str(ROOT))

from debtflow import STANDARD, Basis, Duty, Rule, Tone, actions  # noqa: E402
from debtflow.compliance.duties import Scope  # noqa: E402
from debtflow.compliance.facts import MOVES_WITH_TIME, FactField, Source  # noqa: E402
from debtflow.compliance.provisions import facts_of, number_words  # noqa: E402
from debtflow.compliance.rulebooks import catalogue  # noqa: E402
from debtflow.compliance.rulebooks.unstated import HELD_ELSEWHERE, LEFT_OUT  # noqa: E402
from debtflow.compliance.standard_facts import STANDARD_FACTS  # noqa: E402
from debtflow.errors import DebtflowError  # noqa: E402
from debtflow.expressions import Kind, Node, bind, facts_read, operation, words  # noqa: E402
from debtflow.records.stages import Phase  # noqa: E402
from debtflow.reports.diagram import table  # noqa: E402
from debtflow.reports.drawing import timeline_svg  # noqa: E402
from debtflow.testing.scenarios import perform, pictures_in, schema  # noqa: E402
from debtflow.testing.scenarios.deeds import DEEDS  # noqa: E402
from debtflow.testing.scenarios.forms import Key  # noqa: E402
from debtflow.testing.scenarios.happenings import HAPPENINGS  # noqa: E402
from debtflow.testing.scenarios.heads import DEBT, HEAD_KEYS, PERSON, SETTING_KEYS  # noqa: E402
from debtflow.testing.scenarios.looks import LOOKS  # noqa: E402
from debtflow.testing.scenarios.schemas import SCHEMA_FILE  # noqa: E402
from debtflow.testing.scenarios.sentences import CODES, Sentence, called  # noqa: E402
from debtflow.testing.scenarios.sentences import ENDS as WAYS_TO_END  # noqa: E402

MADE = "<!-- Made by docs/make_pages.py. Edit that, not this. -->\n"
BEGINS, ENDS = "<!-- made: {} -->", "<!-- made: end -->"

GROUPS = {
    "case": "The case, its stage and its history.",
    "ledger": "Money, from the debt's ledger, on the decision's day.",
    "dossier": "The person whom the action reaches, over all their debts; else the borrower.",
    "counters": "Contacts of that person by contact point, debt and party, by their own days, reaching 31 days back. What is open, or "
    "was never reported, counts as whatever stands in the way. Where a contact is about several debts, each fact is that of the debt "
    "that permits less; where nobody is contacted, there is no contact point, and nothing is counted by it.",
    "notices": "For what a contact is made; and what whoever works the debt has written to the borrower about it, and when they first spoke. Another "
    "collector begins anew. A notice counts once it is told to have been sent, and no more once it is told to have come back.",
    "consents": "What the person reached consented to towards the party that asks, and whether something of theirs waits for an answer.",
    "holds": "What the holds on the debt, the borrower and the person reached forbid now.",
    "action": "What is asked for, and who asks.",
    "register": "The agency concerned: the one that is proposed, or that works the debt. Not known where there is none.",
    "collector": "Who asks, as they are on file as a collector; who is not on file has nothing against them here.",
    "clock": "The day and the time. Where a person may be in several zones, both ends are given.",
}


# ---- facts ----------------------------------------------------------------------------------------------------------


def facts_page() -> str:
    """Every standard fact: name, kind, unit, bounds, meaning, source."""
    parts = [
        MADE,
        "# The facts\n",
        "What every rule can read, as `f.name`. A fact is declared once, and its name says its window exactly: "
        "`calls_counted_today_and_6_days_before` is today and six days, by the person's own days.\n",
        "*Derived* facts are computed from others, so a rule that reads one shows where it comes from. A fact that may "
        "be *unknown* makes a rule undetermined where its value would matter, and undetermined refuses. How to add facts "
        "of your own stands in [Rules](rules.md).\n",
    ]
    for group in STANDARD_FACTS.groups:
        parts.append(f"## {group.name}\n\n{GROUPS[group.name]}\n")
        parts.append("| fact | kind | bounds | meaning | source |\n| --- | --- | --- | --- | --- |")
        rows = (_fact_row(name, declared) for name, declared in group.fields.items())
        parts.append("\n".join(rows) + "\n")
    moving = ", ".join(f"*{source}*" for source in Source if source in MOVES_WITH_TIME)
    parts.append(
        f"## Sources\n\nFacts from {moving} can change because time passes; for the others something has to happen. That is "
        "how a refusal knows whether to name the next permitted moment or what would lift it.\n"
    )
    return "\n".join(parts)


def _fact_row(name: str, declared: FactField) -> str:
    field = declared.field
    meaning = field.label
    if name in STANDARD_FACTS.trees:
        read = ", ".join(f"`{fact}`" for fact in sorted(facts_read(STANDARD_FACTS.trees[name])))
        meaning += f" (derived from {read})"
    elif declared.may_be_unknown:
        meaning += " (may be unknown)"
    return f"| `{name}` | {_kind(declared)} | {_bounds(declared)} | {meaning} | {declared.source} |"


def _kind(declared: FactField) -> str:
    field = declared.field
    if field.codes is not None:
        return f"`{field.codes.__name__}`"
    return "yes or no" if field.kind is Kind.FLAG else field.unit


def _bounds(declared: FactField) -> str:
    field = declared.field
    if field.codes is not None:
        return ", ".join(f"`{member.name}`" for member in field.codes)
    if field.kind is Kind.FLAG:
        return ""
    if field.unit == "day":
        return "a day number; 0 = not yet"
    if field.unit == "minute of day":
        return "00:00 to 23:59, as 0 to 1439"
    low, high = field.range
    return f"{low:,} to {high:,}"


# ---- mistakes -------------------------------------------------------------------------------------------------------


def mistakes_page() -> str:
    """Every mistake of a rule author that is refused, as the tests have it, with what the message says."""
    from tests.compliance import test_mistakes, test_rules
    from tests.compliance.situations import house_rule

    written = _predicates(test_rules)
    said: dict[str, list[str]] = {}
    for name, (predicate, _) in test_rules.PREDICATES.items():
        message = _refusal(partial(house_rule, "house.tried", predicate)).removeprefix("rule house.tried, blocked: ")
        said.setdefault(_same(message), []).append(name)
    parts = [
        MADE,
        "# Mistakes, and how to mend them\n",
        "A predicate is run once, over symbols, when its rule is defined. What could mean two things, or nothing, is "
        "refused there and then; the message names the rule, the place (`blocked`, `applies`, `unless`) and the mend. "
        "This is the list that the tests hold the library to: first what stands in a predicate, then what stands around "
        "it.\n",
        "## In a predicate\n",
    ]
    for message, names in said.items():
        parts.append(f"### {', '.join(names)}\n")
        parts += _mistake("\n".join(written[name] for name in names), message)
    shown = _mistakes(test_mistakes)
    for part, mistakes in test_mistakes.MISTAKES.items():
        parts.append(f"## {part}\n")
        if part == next(iter(test_mistakes.MISTAKES)):
            parts.append(
                "Here and below, `stated(...)` defines a rule on contacts that rests on house policy since 2026, `owed(...)` a "
                "duty, and `book(...)` a rulebook; what they are given is what is wrong. `CAP` is 3 (a count), `DAYS` 20 "
                "days, `TEN_AT_NIGHT` 2200 (minute of day), `HOURS` 8 hours, `YUAN` 500 CNY; `HOUSE` declares `visits` "
                "from 0 to 31 and the day `signed_on`.\n"
            )
        for name, (made, _) in mistakes.items():
            parts.append(f"### {name}\n")
            parts += _mistake(shown[part][name], _refusal(made))
    return "\n".join(parts)


def _refusal(made: Callable[[], Any]) -> str:
    try:
        made()
    except DebtflowError as mistake:
        return str(mistake)
    raise AssertionError("a mistake of the tests' table is not refused any more")


def _mistake(written: str, message: str) -> list[str]:
    return [f"```text\n{written}\n```\n", f"> {_quoted(message)}\n"]


def _mistakes(module: Any) -> dict[str, dict[str, str]]:
    """The source of each mistake of the tests' table of parts."""
    for node in ast.parse(inspect.getsource(module)).body:
        if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name) and node.target.id == "MISTAKES":
            assert isinstance(node.value, ast.Dict)
            return {
                ast.literal_eval(part): dict(_sources(names, {}))
                for part, names in zip(node.value.keys, node.value.values, strict=True)
                if part is not None
            }
    raise LookupError("tests/compliance/test_mistakes.py has no table MISTAKES any more")


def _same(message: str) -> str:
    """One message for one cause: what differs is the expression that was asked for one truth value."""
    if "was asked for one truth value" in message:
        return "This was asked for one truth value" + message.partition("was asked for one truth value")[2]
    return message


def _quoted(message: str) -> str:
    # What is no code is text: `*` and `<` mean something to Markdown.
    code, parts = False, []
    for part in message.split("`"):
        parts.append(part if code else part.replace("*", r"\*").replace("<", r"\<").replace("_", r"\_"))
        code = not code
    return "`".join(parts)


def _predicates(module: Any) -> dict[str, str]:
    """The source of each predicate of the tests' table."""
    tree = ast.parse(inspect.getsource(module))
    functions = {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef)}
    for node in tree.body:
        if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name) and node.target.id == "PREDICATES":
            return dict(_sources(node.value, functions))
    raise LookupError("tests/compliance/test_rules.py has no table PREDICATES any more")


def _sources(node: ast.expr | None, functions: dict[str, ast.FunctionDef]) -> Iterator[tuple[str, str]]:
    assert isinstance(node, ast.Dict)
    for key, value in zip(node.keys, node.values, strict=True):
        assert isinstance(key, ast.Constant)
        assert isinstance(value, ast.Tuple)
        predicate = value.elts[0]
        if isinstance(predicate, ast.Lambda):
            yield key.value, ast.unparse(predicate.body)
        else:
            assert isinstance(predicate, ast.Name)
            yield key.value, "\n".join(ast.unparse(line) for line in functions[predicate.id].body)


# ---- the table of moves ---------------------------------------------------------------------------------------------


def workflow_page() -> str:
    """The page of the workflow, with today's tables between their marks."""
    page = (DOCS / "workflow.md").read_text(encoding="utf-8")
    page = _filled(page, "the table of deeds", _deeds(STANDARD.deeds))
    return _filled(page, "the table of moves", table(STANDARD))


def _deeds(deeds: Mapping[str, frozenset[Phase]]) -> str:
    """The deeds by the phases in which they make sense."""
    together: dict[frozenset[Phase], list[str]] = {}
    for name, phases in deeds.items():
        together.setdefault(phases, []).append(f"`{name}`")
    rows = [f"| {', '.join(names)} | {_phases(phases)} |" for phases, names in together.items()]
    return "\n".join(["| deed | phases |", "|---|---|", *rows])


def _phases(phases: frozenset[Phase]) -> str:
    without = [phase.label for phase in Phase if phase not in phases]
    if len(without) > len(phases):
        return ", ".join(phase.label for phase in Phase if phase in phases)
    if not without:
        return "all"
    *others, last = without
    return "all but " + (f"{', '.join(others)} and {last}" if others else last)


def _filled(page: str, place: str, made: str) -> str:
    """The page with what was made between the marks of that place."""
    begins = BEGINS.format(place)
    head, _, rest = page.partition(begins)
    return f"{head}{begins}\n\n{made.rstrip()}\n\n{ENDS}{rest.partition(ENDS)[2]}"


# ---- the picture of a case ------------------------------------------------------------------------------------------


def timeline_picture() -> str:
    """The picture that the example of a timeline draws."""
    with TemporaryDirectory() as folder, chdir(folder), redirect_stdout(StringIO()):
        runpy.run_path(str(ROOT / "examples" / "06_a_timeline.py"))
        return Path("timeline.svg").read_text(encoding="utf-8")


# ---- the two routes -------------------------------------------------------------------------------------------------

ROUTES = pictures_in(ROOT / "tests" / "scenarios")


def routes_page() -> str:
    """The page of the routes, with the stories that are drawn."""
    page = (DOCS / "routes.md").read_text(encoding="utf-8")
    for name, (story, _) in ROUTES.items():
        page = _filled(page, name, f"```yaml\n{story.text()}\n```")
    return page


def _picture(name: str) -> str:
    story, case = ROUTES[name]
    return str(timeline_svg(perform(story), case))


# ---- scenarios ------------------------------------------------------------------------------------------------------


def scenarios_page() -> str:
    """The page of the scenarios, with the tables of keys, sentences, words and mistakes."""
    page = (DOCS / "scenarios.md").read_text(encoding="utf-8")
    for place, keys in {
        "keys of a file": [key for key in HEAD_KEYS if key not in SETTING_KEYS],
        "keys of a debt": DEBT.keys,
        "keys of a person": PERSON.keys,
        "keys of rules": SETTING_KEYS,
    }.items():
        page = _filled(page, place, _keys(keys))
    for place, sentences in {"deeds": DEEDS, "happenings": HAPPENINGS, "looks": LOOKS}.items():
        page = _filled(page, place, _sentences(sentences))
    page = _filled(page, "words", _words())
    return _filled(page, "mistakes", _scenario_mistakes())


def _keys(keys: Sequence[Key]) -> str:
    rows = [f"| `{key.name}` | {key.means}{' (needed)' if key.required else ''} |" for key in keys]
    return "\n".join(["| key | means |", "|---|---|", *rows])


def _sentences(sentences: Sequence[Sentence]) -> str:
    rows = [f"| `{sentence.example}` | {sentence.means} |" for sentence in sentences]
    return "\n".join(["| sentence | means |", "|---|---|", *rows])


def _words() -> str:
    kinds = {codes: codes for codes in CODES.values()}
    rows = [f"| {called(codes)} | {', '.join(code.label for code in codes)} |" for codes in [*kinds, *WAYS_TO_END]]
    return "\n".join(["| what | words |", "|---|---|", *sorted(rows)])


def _scenario_mistakes() -> str:
    from tests.testing import test_scenario_reading as told

    rows = []
    with TemporaryDirectory() as folder:
        for name, (_, written, _) in told.MISTAKES.items():
            said = _quoted(told.told(Path(folder), name).problem)
            rows.append(f"| {name} | {_in_a_cell(written)} | {said.replace('|', chr(92) + '|')} |")
    return "\n".join(["| what | written | said, after file and line |", "|---|---|---|", *rows])


def _in_a_cell(written: str) -> str:
    lines = [line.strip().removeprefix("- ") for line in written.replace("\t", "[tab]").splitlines() if line.strip()]
    return " / ".join(f"`{line}`" for line in lines) or "(nothing)"


def schema_file() -> str:
    """The schema of a scenario file, as it ships."""
    return dumps(schema(), indent=2, ensure_ascii=False) + "\n"


# ---- the law --------------------------------------------------------------------------------------------------------

PLACES = {
    "us_federal": "United States, federal law",
    "china": "China",
    "uk": "United Kingdom",
    "india": "India",
    "eu": "European Union",
}


def law_page() -> str:
    """Every rule and duty of the law in the order of its texts, what is held elsewhere, and what is left out."""
    parts = [
        MADE,
        "# The law, as it is stated\n",
        "Every rule and duty of the law in the order of its texts, to be read beside them: what it says, where it stands, how surely that is "
        "known, from which day on, and its numbers with the days on which they change. Then what the library holds otherwise than by a rule, and "
        "what is left out, and why. None of it is legal advice.\n",
        "*Verified* means that an engineer read the text in a copy; see [No legal advice](no_legal_advice.md). What is not settled is an option and "
        "off; `catalogue.joined(..., options=[...])` asks for it. Good practice and house policy (`generic`) are not law and stand in "
        "`debtflow rules --book generic`.\n",
        "`examples/07_worked_examples.py` types in examples of the regulators as a script, `tests/scenarios/us_worked_examples.yaml` as stories; the other "
        "files beside it stand on both sides of every number and every first day.\n",
        "A rule stands in the way of what it governs *where* it applies and is met, and not *unless* what lifts it is so. These lines are made from what "
        "decides, with its numbers. Short for more than one action:\n",
        "\n".join(f"- *{together}*: {_listed(names)}" for names, together in TOGETHER.items()) + "\n",
        _what_there_is(),
    ]
    for name, place in PLACES.items():
        book = catalogue.BOOKS[name]
        parts.append(f"## {place}\n")
        provisions = [*book.rules.values(), *book.duties.values()]
        for instrument in dict.fromkeys(each.cites.instrument for each in provisions):
            named = [each for each in provisions if each.cites.instrument == instrument]
            parts += [f"### {instrument}\n", *_known_from(named), *map(_provision, named)]
        options = [option for option in catalogue.OPTIONS.values() if option.of == name]
        if options:
            parts.append("### Options, off unless they are asked for\n")
            parts += [f"{_provision(option.rule)}- off, because {option.why_off}\n" for option in options]
        for title, listed in (("Held otherwise", HELD_ELSEWHERE), ("Left out", LEFT_OUT)):
            rows = [
                f"| `{one.id}` | {one.cites} | {_known(one.known)} | {one.why} |" for one in listed if one.book == name
            ]
            if rows:
                head = ["| what | where it stands | known | why |", "|---|---|---|---|"]
                parts.append("\n".join([f"### {title}\n", *head, *rows, ""]))
    return "\n".join(parts)


TOGETHER = {
    actions.CONTACTS: "every contact",
    actions.REFERRAL: "every step of a referral",
    actions.LITIGATION: "every step to court and after it",
    actions.REPORTING: "a report to a credit bureau",
}
"""What sets of actions that rules often govern are called."""

SPEAKS = {
    Tone.FORBID: "refuses",
    Tone.PRESUME: "refuses, as a breach is presumed,",
    Tone.APPROVE: "asks a second person about",
    Tone.ADVISE: "notes, and refuses nothing, of",
}
"""What a rule of a tone does to what it governs."""


def _listed(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in sorted(names))


def _governed(governs: frozenset[str]) -> str:
    """What a rule governs: sets of actions by their names together, and the others one by one."""
    said, left = list[str](), set(governs)
    for names, together in TOGETHER.items():
        if names <= left:
            said.append(together)
            left -= names
    return ", ".join([*said, *([_listed(left)] if left else [])])


def _known(basis: Basis) -> str:
    return "verified" if basis.is_verified else f"**not verified** ({basis})"


def _what_there_is() -> str:
    """How much of each instrument is stated, and how surely it is known."""
    rows = ["| where | text | rules | duties | verified |", "|---|---|---|---|---|"]
    for one in sorted(catalogue.overview(), key=lambda one: [*PLACES, one.jurisdiction].index(one.jurisdiction)):
        if one.jurisdiction in PLACES:
            verified = f"{one.verified} of {one.rules + one.duties}"
            rows.append(f"| {PLACES[one.jurisdiction]} | {one.instrument} | {one.rules} | {one.duties} | {verified} |")
    return "\n".join(rows) + "\n"


def _known_from(named: Sequence[Rule | Duty]) -> list[str]:
    """From where each text of an instrument is known, once for all that say the same."""
    known: dict[str, None] = {}
    for each in named:
        read = f", looked at on {each.cites.checked_on}" if each.cites.checked_on else ""
        how = "*Verified*" if each.basis.is_verified else f"**Not verified** ({each.basis.words})"
        known[f"{how}: {each.cites.source}{read}."] = None
    return [f"{said}\n" for said in known]


def _provision(each: Rule | Duty) -> str:
    """One rule or duty: its sentence first, then what stands behind it."""
    day = each.last_change
    until = f" until {each.until}" if each.until else ""
    said = [f"**{each.sentence(day)}.**", *([f"{each.sentence(day, 'zh')}。"] if "zh" in each.says else [])]
    rows = [
        f"stands in {each.cites.article or each.cites.instrument}; {_known(each.basis)}; in force from {each.since}{until}",
        *(_rule_rows(each, day) if isinstance(each, Rule) else _duty_rows(each, day)),
    ]
    for number in each.numbers.values():
        values = ", ".join(f"{number_words(number, value)} from {start}" for start, value in number.values.items())
        rows.append(f"`{number.name}` ({number.unit}): {values}")
    return f"#### `{each.id}`\n\n" + "\n\n".join(said) + "\n\n" + "".join(f"- {row}\n" for row in rows)


def _rule_rows(one: Rule, day: int) -> Iterator[str]:
    met = one.blocked if one.applies is None else operation("and", one.applies, one.blocked)
    yield f"{SPEAKS[one.tone]} {_governed(one.governs)} where {_in_words(one, met, day)}"
    if one.unless is not None:
        yield f"unless {_in_words(one, one.unless, day)}"
    if one.lifted_by:
        yield f"lifted by: {'; '.join(one.lifted_by)}"
    if one.factors is not None:
        yield f"for a breach speak: {'; '.join(one.factors.for_breach)}"
        yield f"against one: {'; '.join(one.factors.against_breach)}"


def _duty_rows(one: Duty, day: int) -> Iterator[str]:
    yield f"a duty of {'an agency' if one.scope is Scope.AGENCY else 'a case'}, and a breach once its day has passed, where {_in_words(one, one.arises, day)}"
    yield f"its day: {_in_words(one, one.due, day)}"
    if one.discharged is not None:
        yield f"discharged where {_in_words(one, one.discharged, day)}"
    if one.discharged_by:
        yield f"discharged by {_listed(one.discharged_by)}"


def _in_words(one: Rule | Duty, node: Node, day: int) -> str:
    return words(bind(node, one.values(day)), facts_of(one.groups).vocabulary)


PAGES: dict[str, Callable[[], str]] = {
    "facts.md": facts_page,
    "law.md": law_page,
    "mistakes.md": mistakes_page,
    "workflow.md": workflow_page,
    "timeline.svg": timeline_picture,
    "routes.md": routes_page,
    "scenarios.md": scenarios_page,
    f"../src/debtflow/testing/scenarios/{SCHEMA_FILE}": schema_file,
    **{f"route_{name}.svg": partial(_picture, name) for name in ROUTES},
}


if __name__ == "__main__":
    for name, made in PAGES.items():
        (DOCS / name).write_text(made(), encoding="utf-8")
