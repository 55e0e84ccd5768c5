"""Floor 4: what may be done. Facts, rules, rulebooks and the decisions that come of them; pure throughout.

It reads a case, a dossier, an action and a moment, and answers; it changes nothing, stores nothing and has no clock.
"""
