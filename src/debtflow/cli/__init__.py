"""The command line: `debtflow demo`, `import`, `sweep`, `explain`, `history`, `rules`, `diagram`, `verify`.

The face on top of the house: it may use every floor, and nothing below knows of it. typer and rich live here and
nowhere else. Exit codes: 0 done; 1 a refusal, a rejected row or a log that does not verify; 2 wrong use or bad input.
"""

from __future__ import annotations

__all__ = ["main"]


def main() -> None:
    """Run the command line."""
    from debtflow.cli.app import app

    app()
