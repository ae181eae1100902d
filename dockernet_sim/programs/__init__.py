"""Every command that runs inside a namespace: text in, text out, found by name in a registry."""
