"""The exercises that come with the package: one file each, in both languages, with a variant for each seed."""
