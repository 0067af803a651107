"""What a reply over HTTP says about the program that sent it."""
