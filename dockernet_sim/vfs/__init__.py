"""Files as programs see them: trees of text files, what is mounted over folders, and who may read and write."""
