"""libnetwork's three nouns, network, endpoint and sandbox (the Container Network Model), and their controller."""
