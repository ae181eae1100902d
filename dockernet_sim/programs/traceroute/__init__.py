"""traceroute (2.1.2, the "modern" one): who stands on the way, by the TTLs that run out there."""
