"""podfeed: podcast feeds from a folder of listings and audio."""
