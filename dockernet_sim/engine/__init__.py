"""dockerd: networks, containers, names and ports, arranged from parts of linux/ as a person could type it."""
