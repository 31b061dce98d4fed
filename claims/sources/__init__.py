"""Statements in, claims and sources out: who is one, within an article and across."""
