"""conntrack(8): the flows that connection tracking knows (conntrack-tools 1.4.7)."""
