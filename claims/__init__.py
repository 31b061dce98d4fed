"""Find what is disputed in the news: who said it, who denies it, and where it stands."""

__version__ = "0.1.0"
