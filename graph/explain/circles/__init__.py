"""Guarantee circles, and what else guarantees form around a party."""
