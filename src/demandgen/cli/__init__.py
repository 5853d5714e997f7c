"""The command line: one module per family of commands, in the order of `demandgen --help`."""

from demandgen.cli import batch, bundle, casefile, claim, doctor, interest, law, record, words
from demandgen.cli.app import app, main, run

__all__ = [
    "app",
    "batch",
    "bundle",
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
