"""The same data for programs in Python: `leftopen.open`."""
