"""Questions to a lab with a verdict in one word, and policies that hold or do not."""
