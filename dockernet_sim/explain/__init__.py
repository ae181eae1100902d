"""Readers of what happened: why, stories, pictures, steps, captures, tables. None of them changes the model."""
