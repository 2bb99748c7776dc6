"""The words of reports: sentences, places, counts, and text made harmless."""
