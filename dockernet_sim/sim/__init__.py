"""Time and truth: the clock, the one trace, and seeded identities."""
