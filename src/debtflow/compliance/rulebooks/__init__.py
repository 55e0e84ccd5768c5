"""The rulebooks: one file per legal order, rules in the order of the texts they come from. None knows another."""
