"""The HTTP interface of each product, one file each, pure."""
