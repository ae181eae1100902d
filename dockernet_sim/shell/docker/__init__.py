"""The ``docker`` command: one table of commands over the engine's calls."""
