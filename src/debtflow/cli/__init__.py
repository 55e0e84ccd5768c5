"""The command line: `debtflow demo`, `import`, `sweep`, `explain`, `history`, `rules`, `scenarios`,
`diagram`, `verify`.

The face on top of the house: it may use every floor, and nothing below knows of it. typer and rich live here and
nowhere else. Exit codes: 0 done; 1 a refusal, a rejected row or a log that does not verify; 2 wrong use or bad input.
"""

from __future__ import annotations

import gc
import signal

__all__ = ["main"]


def main() -> None:
    """Run the command line."""
    # Who reads along (`| head`) may stop early; that is no mistake and no finding, and ends the program as it ends others.
    if hasattr(signal, "SIGPIPE"):
        signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    # A caseload keeps hundreds of thousands of small frozen records; looking through them for circles they cannot
    # have, after every 700 new ones, would take a third of the time.
    gc.set_threshold(100_000, 20, 100)
    from debtflow.cli.app import app

    app()
