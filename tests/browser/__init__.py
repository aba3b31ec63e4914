"""The admin as people meet it: in a browser, as `make serve` serves it."""
