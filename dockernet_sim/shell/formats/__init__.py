"""How Docker's CLI lays things out: tables, ages, ports, and the Go types behind ``inspect``."""
