"""Figures of the whole code that no single review can see: make measures."""
