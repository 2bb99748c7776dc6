"""From data to text: the one place that knows how results look.

Data stands in `model`, its words in `words`; `build` makes it, `terminal`, `pages` and `formats` write it.
"""
