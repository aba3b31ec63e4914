"""The laws of the alignment: what holds for every row, in every order, at any size."""
