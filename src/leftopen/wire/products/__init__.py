"""One file per product's HTTP interface, pure."""
