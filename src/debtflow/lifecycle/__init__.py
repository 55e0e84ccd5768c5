"""Floor 3: where a case stands, and how it gets on.

The workflow's table (on the `transitions` machine), the primitives that events change, and the case, dossier and
register as folds of their events. It knows no rule, no store and no clock.
"""
