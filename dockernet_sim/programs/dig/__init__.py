"""dig and nslookup (BIND 9.18): asking name servers by hand."""
