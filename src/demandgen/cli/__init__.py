"""The command line: one module per family of commands, in the order of `demandgen --help`."""

from demandgen.cli import casefile, claim, doctor, interest, law, record, words
from demandgen.cli.app import app, main, run

__all__ = [
    "app",
    "casefile",
    "claim",
    "doctor",
    "interest",
    "law",
    "main",
    "record",
    "run",
    "words",
]
