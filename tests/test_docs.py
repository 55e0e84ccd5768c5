"""The manual holds what it says: its code runs, its output is real, its commands exist, its tables are current.

In each page all ```python blocks run in order, in one namespace and an empty folder. A block directly after one of
them is what it prints. A block after a line that ends with a file's name (`my_rules.py`:) is written to that file
first. In a ```console block every command is looked up; where output follows it, it is run and compared. In both,
`...` stands for any text, and on a line of its own for any lines.
"""

from __future__ import annotations

import importlib.util
import re
import shlex
import sys
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import typer.main
from typer.testing import CliRunner

from debtflow.cli.app import app

ROOT = Path(__file__).resolve().parents[1]
PAGES = [*sorted((ROOT / "docs").rglob("*.md")), ROOT / "README.md"]
TOOLS = {"pip", "git", "cd"}

FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
FILE = re.compile(r"`([\w./-]+\.\w+)`:\n\n$")


class Block(NamedTuple):
    """One fenced block of a page, with the file it is said to be and the block it directly follows."""

    line: int
    language: str
    text: str
    file: str
    follows: int


def blocks_of(page: Path) -> list[Block]:
    text, found, ended = page.read_text(encoding="utf-8"), list[Block](), -9
    for match in FENCE.finditer(text):
        named = FILE.search(text[: match.start()])
        directly = bool(found) and not text[ended : match.start()].strip()
        line = text[: match.start()].count("\n") + 2
        found.append(Block(line, match[1], match[2], named[1] if named else "", len(found) - 1 if directly else -1))
        ended = match.end()
    return found


def see_output(said: str, printed: str, where: str) -> None:
    """What a page shows is what was printed; `...` stands for any text."""
    lines = [".*".join(re.escape(part) for part in line.rstrip().split("...")) for line in said.strip("\n").split("\n")]
    pattern = "\n".join(".*" if line.strip() == ".*" else line for line in lines)
    shown = "\n".join(line.rstrip() for line in printed.strip("\n").split("\n"))
    assert re.fullmatch(pattern, shown, re.DOTALL), f"{where} shows\n{said}\nbut it is\n{printed}"


def name(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


WITH_PYTHON = [page for page in PAGES if any(block.language == "python" for block in blocks_of(page))]
WITH_CONSOLE = [page for page in PAGES if any(block.language == "console" for block in blocks_of(page))]


def set_the_scene(page: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)
    monkeypatch.syspath_prepend(folder)
    for block in blocks_of(page):
        if block.file:
            (folder / block.file).write_text(block.text, encoding="utf-8")
            monkeypatch.delitem(sys.modules, Path(block.file).stem, raising=False)


@pytest.mark.parametrize("page", WITH_PYTHON, ids=name)
def test_the_code_of_a_page_runs_and_prints_what_it_shows(
    page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_the_scene(page, tmp_path, monkeypatch)
    namespace: dict[str, Any] = {"__name__": "page"}
    printed: dict[int, str] = {}
    blocks = blocks_of(page)
    for at, block in enumerate(blocks):
        where = f"{name(page)}, line {block.line}"
        if block.language == "python" and not block.file:
            out = StringIO()
            # Blank lines before it, so that a traceback names the line of the page.
            code = compile("\n" * (block.line - 1) + block.text, str(page), "exec")
            with redirect_stdout(out):
                exec(code, namespace)
            printed[at] = out.getvalue()
        elif block.language == "text" and block.follows in printed:
            see_output(block.text, printed[block.follows], where)


@pytest.mark.parametrize("page", WITH_CONSOLE, ids=name)
def test_the_commands_of_a_page_exist_and_answer_what_it_shows(
    page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_the_scene(page, tmp_path, monkeypatch)
    monkeypatch.setenv("COLUMNS", "100")
    for block in blocks_of(page):
        if block.language != "console":
            continue
        for command, said in commands_of(block.text):
            where = f"{name(page)}, line {block.line}, {command}"
            see_command(command, where)
            if said.strip():
                run = CliRunner().invoke(app, shlex.split(command)[1:])
                assert run.exit_code in (0, 1), f"{where}\n{run.output}"
                see_output(said, run.stdout, where)


def commands_of(text: str) -> list[tuple[str, str]]:
    """Each command of a console block, with the output that is shown below it."""
    parts = re.split(r"^\$ ", text.replace("\\\n", " "), flags=re.MULTILINE)
    found = [part.partition("\n") for part in parts[1:]]
    return [(command.partition("  # ")[0].strip(), said) for command, _, said in found]


def see_command(command: str, where: str) -> None:
    """A command of ours is parsed by its own parser; a target is in the Makefile; other tools are few."""
    program, *words = shlex.split(command)
    if program == "make":
        targets = re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
        assert set(words) <= set(targets), where
    elif program == "debtflow":
        group: Any = typer.main.get_command(app)
        assert words and words[0] in group.commands, where
        group.commands[words[0]].make_context(words[0], list(words[1:]))
    else:
        assert program.rpartition("/")[2] in TOOLS | {"python"}, where


def test_pages_and_tables_that_are_made_are_current() -> None:
    spec = importlib.util.spec_from_file_location("make_pages", ROOT / "docs" / "make_pages.py")
    assert spec is not None and spec.loader is not None
    made = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(made)
    old = [file for file, page in made.PAGES.items() if (ROOT / "docs" / file).read_text(encoding="utf-8") != page()]
    assert not old, "make them anew: python docs/make_pages.py"


def test_every_page_is_in_the_manual() -> None:
    """A page that no list of contents names is not found by anybody."""
    listed = set(re.findall(r"^[\w/]+$", (ROOT / "docs" / "index.md").read_text(encoding="utf-8"), re.MULTILINE))
    pages = {page.relative_to(ROOT / "docs").with_suffix("").as_posix() for page in PAGES if page.name != "README.md"}
    lost = {page for page in pages - listed - {"index"} if not page.startswith(("decisions/", "_build/"))}
    assert not lost


def test_every_command_is_in_the_manual() -> None:
    text = (ROOT / "docs" / "command_line.md").read_text(encoding="utf-8")
    group: Any = typer.main.get_command(app)
    for command, parsed in group.commands.items():
        section = text.partition(f"\n## {command}\n")[2].partition("\n## ")[0]
        assert section, f"docs/command_line.md has no section on {command}"
        common = text.partition("\n## Options that several commands share\n")[2].partition("\n## ")[0]
        for option in (option for parameter in parsed.params for option in parameter.opts if option.startswith("--")):
            assert f"`{option}" in section + common, f"docs/command_line.md, {command}: {option} is not explained"
