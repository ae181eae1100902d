"""``docker compose`` on the files of a modelled machine: effects, names and exit codes as Compose's;
its progress text is ours."""
