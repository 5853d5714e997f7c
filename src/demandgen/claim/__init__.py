"""PURE: (case, law, day) becomes a frozen `Claim`."""
