"""A small awk: patterns, fields, print and printf."""
