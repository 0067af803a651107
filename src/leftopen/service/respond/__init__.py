"""The response to a leak, as a person leads it: `log.py` writes its entries, `state.py` reads them."""
