"""Reports for programs and other services; and how stored ones are read."""
