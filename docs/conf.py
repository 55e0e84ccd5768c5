"""How the manual is built: `make docs`. Nothing here reads the network."""

from __future__ import annotations

import re
from importlib.metadata import version as installed_version
from pathlib import Path
from typing import Annotated, get_origin

from pydantic import BaseModel
from sphinx.application import Sphinx

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "src" / "debtflow"

project = "debtflow"
author = "The debtflow authors"
copyright = author
version = release = installed_version("debtflow")

extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon"]
exclude_patterns = ["_build"]
source_suffix = {".md": "markdown"}
myst_enable_extensions = ["colon_fence", "deflist"]
myst_heading_anchors = 3

html_theme = "furo"
html_static_path = ["_static"]
html_css_files = ["manual.css"]
html_title = f"debtflow {release}"
html_copy_source = False
html_show_sphinx = False

autodoc_member_order = "bysource"
autodoc_typehints = "signature"
# A field described in its class is a line there; its own entry would say it twice.
napoleon_use_ivar = True

autodoc_typehints_format = "short"
# Shown by their names, not by what they are made of.
autodoc_type_aliases = {name: name for name in ("AnyAction", "AnyEvent", "Id", "Instant", "Sealed", "ZoneKey")}
autodoc_default_options = {
    "members": True,
    "show-inheritance": True,
    # What Pydantic keeps for itself on every model.
    "exclude-members": "model_config, model_fields, model_computed_fields, model_post_init, __new__",
}
python_use_unqualified_type_names = True

# Attributes of two classes may have one name; what is meant stands on the page.
suppress_warnings = ["ref.python"]

ROOMS_OF = re.compile(r"^<!-- rooms of (\S+) -->$", re.MULTILINE)
ONE_BACKTICK = re.compile(r"(?<![`:\w])`([^`\n]+)`(?![`_])")


def rooms_of(package: str) -> list[str]:
    """Every module of a package, in the order of its files; a package stands before its rooms."""
    path = PACKAGE.joinpath(*package.split(".")[1:])
    if path.with_suffix(".py").is_file():
        return [package]
    files = sorted(path.rglob("*.py"), key=lambda file: (file.parent.as_posix(), file.name != "__init__.py", file.name))
    return [".".join(["debtflow", *file.relative_to(PACKAGE).with_suffix("").parts]) for file in files]


def list_rooms(app: Sphinx, page: str, source: list[str]) -> None:
    """Write the reference of a floor where its page says `<!-- rooms of debtflow.records -->`."""

    def reference(match: re.Match[str]) -> str:
        parts = []
        for name in rooms_of(match.group(1)):
            module = name.removesuffix(".__init__")
            # A doorway only repeats names of its rooms: its own sentence is enough.
            members = "\n   :no-members:" if name.endswith(".__init__") else ""
            parts.append(f"## {module}\n\n```{{eval-rst}}\n.. automodule:: {module}{members}\n```\n")
        return "\n".join(parts)

    source[0] = ROOMS_OF.sub(reference, source[0])


def read_backticks_as_code(app: Sphinx, what: str, name: str, obj: object, options: object, lines: list[str]) -> None:
    """Docstrings write code as Markdown does, between single backticks."""
    lines[:] = [ONE_BACKTICK.sub(r"``\1``", line) for line in lines]


def skip_annotated(app: Sphinx, what: str, name: str, obj: object, skip: bool, options: object) -> bool | None:
    """An annotated alias shows as the insides of its validators; the fields that use it show its name."""
    return True if get_origin(obj) is Annotated else None


def sign_with_fields(
    app: Sphinx, what: str, name: str, obj: object, options: object, signature: str | None, returns: str | None
) -> tuple[str, None] | None:
    """A model is signed with its fields as its source writes them, not with the insides of their validators."""
    if not (isinstance(obj, type) and issubclass(obj, BaseModel)):
        return None
    written = {
        field: hint for base in reversed(obj.__mro__) for field, hint in vars(base).get("__annotations__", {}).items()
    }
    fields = [
        f"{field}: {written.get(field, 'object')}" + ("" if info.is_required() else " = ...")
        for field, info in obj.model_fields.items()
    ]
    return (f"(*, {', '.join(fields)})" if fields else "()", None)


def setup(app: Sphinx) -> None:
    app.connect("source-read", list_rooms)
    app.connect("autodoc-skip-member", skip_annotated)
    app.connect("autodoc-process-signature", sign_with_fields)
    app.connect("autodoc-process-docstring", read_backticks_as_code)
