"""OUT: papers and evidence files become one paginated, indexed, verifiable bundle."""
