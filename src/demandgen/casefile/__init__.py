"""IN: a YAML case file becomes a frozen `Case`, or a list of located problems."""
