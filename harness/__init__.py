"""API contract and version-diff testing for date-versioned APIs."""
