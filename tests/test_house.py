"""The rules of the house that no other tool watches: sizes, names, docstrings, citations, examples, links.

A number here that may only shrink is a ratchet: it is today's worst, and the test asks for it to be lowered as soon as
the code is better.
"""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "src" / "debtflow"
TESTS = ROOT / "tests"

MODULES = sorted(PACKAGE.rglob("*.py"))
EXAMPLES = sorted((ROOT / "examples").glob("*.py"))

FUNCTION_LINES_MAX = 60
FUNCTION_LINES_LONGEST = 50  # the ratchet: today's longest function
MODULE_LINES_MAX = 500

# Modules that another test file speaks for: `module below debtflow -> test file below tests/`.
TESTED_ELSEWHERE = {
    "errors": "test_house.py",  # classes without code; their form is checked below
    "expressions.mends": "expressions/test_tracing.py",  # the words of every refusal
    "expressions.symbols": "expressions/test_tracing.py",
    "expressions.vocabulary": "expressions/test_tracing.py",
    "records.agreements": "records/test_actions.py",  # actions and events, read back one by one
    "records.asked": "records/test_actions.py",
    "records.holding": "records/test_events.py",
    "values.base": "values/test_frozen.py",
    "values.currencies": "values/test_money.py",
    "compliance.rulebooks.generic.conduct": "compliance/rulebooks/test_rulebook_generic.py",
    "compliance.rulebooks.generic.citations": "compliance/rulebooks/test_rulebook_generic.py",
    "compliance.rulebooks.china.banking": "compliance/rulebooks/test_rulebook_china.py",
    "compliance.rulebooks.china.codes": "compliance/rulebooks/test_rulebook_china.py",
    "compliance.rulebooks.china.products": "compliance/rulebooks/test_rulebook_china.py",
    "compliance.rulebooks.china.standards": "compliance/rulebooks/test_rulebook_china.py",
    "compliance.rulebooks.eu": "compliance/rulebooks/test_rulebook_brief.py",
    "compliance.rulebooks.india": "compliance/rulebooks/test_rulebook_brief.py",
    "compliance.rulebooks.uk": "compliance/rulebooks/test_rulebook_brief.py",
    "compliance.rulebooks.unstated.held_elsewhere": "compliance/rulebooks/test_unstated.py",
    "compliance.rulebooks.unstated.left_out": "compliance/rulebooks/test_unstated.py",
    "compliance.rulebooks.unstated.rows": "compliance/rulebooks/test_unstated.py",
    "compliance.rulebooks.us_federal.before": "compliance/rulebooks/test_rulebook_us_federal.py",
    "compliance.rulebooks.us_federal.citations": "compliance/rulebooks/test_rulebook_us_federal.py",
    "compliance.rulebooks.us_federal.contact": "compliance/rulebooks/test_rulebook_us_federal.py",
    "compliance.rulebooks.us_federal.credit": "compliance/rulebooks/test_rulebook_us_federal.py",
    "compliance.rulebooks.us_federal.frequency": "compliance/rulebooks/test_rulebook_us_federal.py",
    "compliance.rulebooks.us_federal.stays": "compliance/rulebooks/test_rulebook_us_federal.py",
    "casework.payments": "casework/test_intake.py",
    "casework.stores.memory": "casework/test_stores.py",
    "casework.stores.sql": "casework/test_stores.py",
    "reports.lanes": "reports/test_drawing.py",  # what is laid out there is seen in the picture
    "reports.rows": "reports/test_drawing.py",
    "reports.spells": "reports/test_courses.py",
    "testing.store_contract": "casework/test_stores.py",
    "testing.commits": "casework/test_stores.py",
    "testing.scenarios.forms": "testing/test_scenario_reading.py",  # seen by every mistake that is told
    "testing.scenarios.heads": "testing/test_scenario_reading.py",
    "testing.scenarios.lines": "testing/test_scenario_reading.py",
    "testing.scenarios.shelf": "testing/test_scenario_reading.py",
    "testing.scenarios.deeds": "testing/test_scenario_sentences.py",
    "testing.scenarios.happenings": "testing/test_scenario_sentences.py",
    "testing.scenarios.looks": "testing/test_scenario_sentences.py",
    "testing.scenarios.makings": "scenarios/test_scenarios.py",  # every kind of action is made in some story
    "testing.scenarios.stage": "testing/test_scenario_playing.py",
}

# Words that say nothing of the trade (what does a manager manage?), and so may name no module, class or function.
EMPTY_WORDS = {"util", "utils", "helper", "helpers", "manager", "managers", "handler", "handlers"}

# What `import debtflow` may bring into a fresh interpreter: its two dependencies and theirs.
CORE_PACKAGES = {
    "debtflow",
    "pydantic",
    "pydantic_core",
    "annotated_types",
    "typing_extensions",
    "typing_inspection",
    "transitions",
    "six",
    "tzdata",
}

# Rooms that take the moment as an argument and may not ask a clock.
CLOCKLESS = (
    "errors",
    "expressions",
    "values",
    "records",
    "lifecycle",
    "compliance",
    "casework/engine",
    "casework/plans",
)

# In pieces, so that this file does not name what it forbids.
FORBIDDEN_TEXT = (
    "py" + "pi",
    "python" + "hosted",
    "/wo" + "rk/",
    "/ro" + "ot/",
    "/ho" + "me/",
    "/op" + "t/",
)
UNFINISHED = re.compile(r"\b(?:TO" + r"DO|FIX" + r"ME|HA" + r"CK)\b")
MADE = {".git", ".hypothesis", "build", "dist", "_build", "__pycache__", "uv.lock"}


def relative(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def dotted(module: Path) -> str:
    """The name of a module below the package: `casework.stores.sql`."""
    return ".".join(module.relative_to(PACKAGE).with_suffix("").parts).removesuffix(".__init__")


@cache
def tree_of(module: Path) -> ast.Module:
    return ast.parse(module.read_text(encoding="utf-8"))


def functions_of(module: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(tree_of(module)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def is_ours(name: str) -> bool:
    """Whether a file or folder of this name belongs to the repository, and was not made by a tool."""
    return not (name in MADE or name.endswith(("_cache", ".egg-info")) or name.startswith(".venv"))


@cache
def repository_texts() -> dict[Path, str]:
    """Every text file of the repository; what is not UTF-8 is data."""
    texts = {}
    for folder, subfolders, names in os.walk(ROOT):
        subfolders[:] = [name for name in subfolders if is_ours(name)]
        for path in (Path(folder, name) for name in names if is_ours(name)):
            try:
                texts[path] = path.read_text(encoding="utf-8")
            except UnicodeDecodeError:
                continue
    return texts


# Sizes ---------------------------------------------------------------------------------------------------------------


def test_no_function_is_long() -> None:
    lengths = {
        f"{relative(module)}:{function.lineno} {function.name}": function.end_lineno - function.lineno + 1
        for module in MODULES
        for function in functions_of(module)
        if function.end_lineno is not None
    }
    longest, lines = max(lengths.items(), key=lambda item: item[1])
    assert lines <= FUNCTION_LINES_MAX, f"{longest} has {lines} lines; split it"
    assert lines <= FUNCTION_LINES_LONGEST, f"{longest} has {lines} lines, more than any before it; split it"
    assert lines >= FUNCTION_LINES_LONGEST - 5, f"the longest function has {lines} lines now: lower the ratchet"


@pytest.mark.parametrize("module", MODULES, ids=relative)
def test_a_module_says_what_it_is_for_and_stays_short(module: Path) -> None:
    assert ast.get_docstring(tree_of(module)), "a module opens with a docstring: what it is for, what it never knows"
    lines = len(module.read_text(encoding="utf-8").splitlines())
    assert lines <= MODULE_LINES_MAX, f"{lines} lines; split it"


# Tests ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("module", [m for m in MODULES if m.name != "__init__.py"], ids=relative)
def test_a_module_has_a_test_file_that_names_it(module: Path) -> None:
    name = dotted(module)
    if name in TESTED_ELSEWHERE:
        assert (TESTS / TESTED_ELSEWHERE[name]).is_file(), f"{TESTED_ELSEWHERE[name]} is named here but not there"
        return
    floor, room = name.split(".")[0], module.stem.strip("_")
    found = list((TESTS / floor).rglob(f"test_*{room}*.py"))
    assert found, f"write tests/{floor}/test_{room}.py"


def test_the_list_of_modules_tested_elsewhere_is_no_longer_than_needed() -> None:
    assert not {name for name in TESTED_ELSEWHERE if name not in {dotted(module) for module in MODULES}}


# Names ---------------------------------------------------------------------------------------------------------------


def test_names_say_something_of_the_trade() -> None:
    empty = []
    for module in MODULES:
        names = [module.stem]
        for node in ast.walk(tree_of(module)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
                names.append(node.name)
        empty += [f"{relative(module)}: {name}" for name in names if EMPTY_WORDS & set(words_of(name))]
    assert not empty


def words_of(name: str) -> list[str]:
    """`CaseManager` and `case_manager` have the same two words."""
    return [word.lower() for word in re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+", name)]


def test_every_error_is_one_of_ours_and_ends_in_error() -> None:
    import debtflow.errors as errors

    for name in errors.__all__:
        error = getattr(errors, name)
        assert issubclass(error, errors.DebtflowError), name
        assert name.endswith("Error"), name
        assert error.__doc__, name


def test_every_public_name_has_a_docstring() -> None:
    import debtflow

    assert debtflow.__all__
    # A plain value (a table, a number) has the docstring of its type, which tells nothing; its module speaks for it.
    undocumented = [
        name
        for name in debtflow.__all__
        if callable(getattr(debtflow, name)) and not (getattr(debtflow, name).__doc__ or "").strip()
    ]
    assert not undocumented


# Floors --------------------------------------------------------------------------------------------------------------


def test_no_room_imports_its_own_doorway() -> None:
    """No module imports names from the `__init__` of a package it lives in: that closes a circle."""
    wrong = []
    for module in MODULES:
        package = ["debtflow", *module.relative_to(PACKAGE).parts[:-1]]
        if package[1:2] in (["cli"], ["testing"]):
            continue  # the faces on top use the library as its users do
        for node in ast.walk(tree_of(module)):
            if not isinstance(node, ast.ImportFrom):
                continue
            base = package[: len(package) - node.level + 1] if node.level else []
            source = base + (node.module.split(".") if node.module else [])
            is_doorway = source == package[: len(source)] and not (module.name == "__init__.py" and source == package)
            home = PACKAGE.joinpath(*source[1:])
            for name in (alias.name for alias in node.names if is_doorway):
                if not (home / f"{name}.py").is_file() and not (home / name / "__init__.py").is_file():
                    wrong.append(f"{relative(module)}:{node.lineno} from {'.'.join(source)} import {name}")
    assert not wrong


def test_no_room_below_the_caseload_asks_a_clock() -> None:
    asked = [
        f"{relative(module)}:{node.lineno} .{node.func.attr}()"
        for module in MODULES
        if relative(module).removeprefix("src/debtflow/").startswith(CLOCKLESS)
        for node in ast.walk(tree_of(module))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in {"now", "utcnow", "today"}
    ]
    assert not asked, "take the moment as an argument"


def test_importing_the_package_brings_only_its_two_dependencies() -> None:
    program = (
        "import sys; before = set(sys.modules); import debtflow; "
        "print(*sorted({name.partition('.')[0] for name in set(sys.modules) - before}))"
    )
    answer = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert answer.returncode == 0, answer.stderr
    # What describes the interpreter's own build has its platform in its name.
    named = {name for name in answer.stdout.split() if not name.startswith("_sysconfigdata")}
    brought = named - set(sys.stdlib_module_names)
    assert brought <= CORE_PACKAGES, f"import these where they are used: {sorted(brought - CORE_PACKAGES)}"


# Rules ---------------------------------------------------------------------------------------------------------------


def test_every_rule_has_a_citation() -> None:
    from debtflow.compliance.rulebooks import catalogue

    rules = list(catalogue.every_rule())
    assert rules
    assert not [rule.id for rule in rules if not rule.cites]
    assert not [rule.id for rule in rules if rule.basis is None]


def test_every_rule_that_is_written_is_in_its_book() -> None:
    """A rule that is defined and left out of the list would protect nobody."""
    from importlib import import_module

    from debtflow import Rule, catalogue

    for name in catalogue.BOOKS:
        book = f"compliance.rulebooks.{name}"
        rooms = [import_module(f"debtflow.{room}") for room in map(dotted, MODULES) if room.startswith(book)]
        written = {value.id for room in rooms for value in vars(room).values() if isinstance(value, Rule)}
        options = {option for option, said in catalogue.OPTIONS.items() if said.of == name}
        assert written == set(import_module(f"debtflow.{book}").RULEBOOK.rules) | options


def test_every_rule_has_an_id_of_its_own() -> None:
    from debtflow.compliance.rulebooks import catalogue

    ids = [rule.id for rule in catalogue.every_rule()]
    assert sorted(ids) == sorted(set(ids))
    odd = [rule_id for rule_id in ids if not re.fullmatch(r"[a-z0-9_]+(\.[a-z0-9_]+)+", rule_id)]
    assert not odd, "an id reads like a path: us.regulation_f.call_frequency"


def test_every_rule_has_an_allowed_and_a_refused_scenario() -> None:
    """In one and the same scenario an action that the rule governs must meet it, and one must not."""
    from debtflow.compliance.rulebooks import catalogue
    from debtflow.testing.scenarios import play

    played = play(TESTS / "scenarios")
    options = [catalogue.option(name, [said.of]) for name, said in catalogue.OPTIONS.items()]
    books = [*catalogue.BOOKS.values(), *options]
    missing = {rule: what for book in books for rule, what in played.unseen(book).items()}
    assert not missing, "write scenarios in which it stands in the way, and in which it does not"


def test_every_fact_that_is_read_in_china_is_called_something_in_chinese() -> None:
    from debtflow.compliance.rulebooks import catalogue
    from debtflow.compliance.tongues import CHINESE
    from debtflow.expressions import Kind

    unsaid, read = [], catalogue.joined("china", "generic").facts.fields
    for name, declared in read.items():
        label, field = CHINESE.labels.get(name), declared.field
        if label is None or not re.search("[\u4e00-\u9fff]", label.words):
            unsaid.append(name)
        elif field.kind is Kind.FLAG and not label.denied:
            unsaid.append(f"{name}, denied")
        else:
            unsaid += [f"{name}, {code.name}" for code in field.codes or () if code not in dict(label.codes)]
    assert not unsaid, "give it a label in compliance/labels_zh.py"
    assert not CHINESE.labels.keys() - read.keys()


def test_every_rule_that_holds_in_china_and_what_lifts_it_is_said_in_chinese() -> None:
    from debtflow.compliance.rulebooks import catalogue
    from debtflow.compliance.tongues import CHINESE

    # What holds everywhere and the law of China are said in both languages; the law of another place in its own.
    spoken = [rule for name in ("generic", "china") for rule in catalogue.BOOKS[name].rules.values()]
    assert not [rule.id for rule in spoken if "zh" not in rule.says]
    lifting = {words for rule in spoken for words in rule.lifted_by}
    assert not lifting - CHINESE.lifts.keys(), "give it words in compliance/labels_zh.py"


# The repository ------------------------------------------------------------------------------------------------------


def test_nothing_is_left_unfinished() -> None:
    found = [relative(path) for path, text in repository_texts().items() if UNFINISHED.search(text)]
    assert not found


def test_no_file_names_a_package_index_or_a_path_of_one_machine() -> None:
    found = [
        f"{relative(path)}: {word}"
        for path, text in repository_texts().items()
        for word in FORBIDDEN_TEXT
        if word in text.lower()
    ]
    assert not found


def test_every_relative_link_leads_somewhere() -> None:
    link = re.compile(r"\]\(<?([^)\s>]+)>?(?:\s+\"[^\"]*\")?\)")
    broken = []
    for path, text in repository_texts().items():
        if path.suffix != ".md":
            continue
        prose = re.sub(r"^(```+|~~~+).*?^\1", "", text, flags=re.MULTILINE | re.DOTALL)
        for target in link.findall(re.sub(r"`[^`\n]*`", "", prose)):
            if re.match(r"[a-z][a-z0-9+.-]*:|#", target):
                continue
            if not (path.parent / target.partition("#")[0]).exists():
                broken.append(f"{relative(path)} -> {target}")
    assert not broken


def test_there_are_examples() -> None:
    assert EXAMPLES, "examples/*.py: a ladder of short programs"


@pytest.mark.parametrize("example", EXAMPLES, ids=relative)
def test_an_example_runs(example: Path, tmp_path: Path) -> None:
    answer = subprocess.run(
        [sys.executable, "-W", "error", str(example)],
        cwd=tmp_path,
        env={**os.environ, "PYTHONUTF8": "1"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )
    assert answer.returncode == 0, answer.stderr
    assert answer.stdout.strip(), "an example shows something"
