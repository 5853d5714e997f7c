"""Lets ``python -m demandgen`` be the command line."""

from demandgen.cli import main

main()
