"""What does the law say on a day: rates, margins, thresholds, terms, working days."""
