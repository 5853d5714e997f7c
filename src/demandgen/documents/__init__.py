"""OUT: a claim becomes papers, as PDF and as Word."""
