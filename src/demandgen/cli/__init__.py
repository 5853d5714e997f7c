"""The command line: one module per family of commands, in the order of `demandgen --help`."""

from demandgen.cli import (
    batch,
    bundle,
    casefile,
    claim,
    doctor,
    handover,
    interest,
    law,
    papers,
    record,
    review,
    templates,
    words,
)
from demandgen.cli import next as next_step
from demandgen.cli.app import app, main, run

__all__ = [
    "app",
    "batch",
    "bundle",
    "casefile",
    "claim",
    "doctor",
    "handover",
    "interest",
    "law",
    "main",
    "next_step",
    "papers",
    "record",
    "review",
    "run",
    "templates",
    "words",
]
