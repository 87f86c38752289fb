"""``python -m podfeed``."""

from podfeed.cli import main

main()
