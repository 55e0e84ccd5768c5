"""Floor 2: the nouns of the trade and what happens to them.

Frozen values without behaviour beyond their own arithmetic: stages, parties, debts, the ledger, promises, placements,
holds, feedback, the events that happened and the actions that are asked for. They know no workflow, no rule and no
store.
"""
