"""demandgen: paperwork before a lawsuit, under Romanian and Polish law."""

__version__ = "0.1.0"
