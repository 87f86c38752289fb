"""podfeed: podcast feeds from a folder of listings and audio."""

__version__ = "0.1.0"
