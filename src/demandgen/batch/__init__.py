"""OUT: many cases become a proposal, a print run and a ledger of what was sent."""
