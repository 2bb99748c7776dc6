"""Mutants of the code, and whether a test that executes their line notices: make mutants [SEED=…] [N=60].

A mutant is one small mistake: a condition negated, a comparison moved, a number one more or less. It is written into
a copy of the tree, and the tests that execute its line run until the first fails. What survives is a claim without a
test.
"""
