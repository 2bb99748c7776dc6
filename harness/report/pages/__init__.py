"""Reports as HTML, one file each, which fetches nothing."""
