"""The sentences in which things are explained, by language; every language has the same keys and the same gaps."""
