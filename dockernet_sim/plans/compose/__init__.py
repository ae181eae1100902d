"""Compose files, read as Docker Compose reads them, reduced to what networking needs."""
