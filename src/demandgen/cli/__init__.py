"""The command line: one module per family of commands, in the order of `demandgen --help`."""

from demandgen.cli import doctor, record, words
from demandgen.cli.app import app, main, run

__all__ = ["app", "doctor", "main", "record", "run", "words"]
