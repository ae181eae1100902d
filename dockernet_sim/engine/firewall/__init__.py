"""Docker's rules on the host, one file for each layout that releases have had; a release names the one it uses."""
