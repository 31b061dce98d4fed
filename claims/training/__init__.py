"""How the packaged weights were made, runnable."""
