"""Docker's networking as a pure-Python model that anyone can run."""
