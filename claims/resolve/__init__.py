"""Statements in, claims and sources out: who is meant, and what "that" refers to."""
