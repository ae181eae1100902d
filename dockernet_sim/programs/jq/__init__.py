"""jq: a small part of the language, honestly."""
