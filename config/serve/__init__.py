"""The admin, to look around in: on the demo's database, aligned, on this machine only."""
