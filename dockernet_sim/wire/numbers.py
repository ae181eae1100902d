"""Widths of numbers in headers and of the kernel's notes that are no addresses."""

U32 = 0xFFFFFFFF  # the greatest value of 32 bits: sequence numbers, marks, hashes, bit masks
