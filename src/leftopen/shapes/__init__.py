"""One file per shape of exposed content: what a visitor can see, whatever the product is called."""
