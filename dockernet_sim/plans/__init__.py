"""Plans: what people already have (compose files, inspect dumps) as plain data that a lab can be made of."""
