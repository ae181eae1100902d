"""curl 7.88: HTTP from the command line (curl(1))."""
