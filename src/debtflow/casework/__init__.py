"""Floor 5: the work itself. Deciding, applying and following up (pure), the log, its stores, and the caseload.

`caseload` is the one place with effects; everything that decides is pure and takes time and actors as arguments.
"""
