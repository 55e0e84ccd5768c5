"""Stores: where streams are kept. Each passes the same contract; none knows another."""
