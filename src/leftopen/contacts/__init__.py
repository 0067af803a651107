"""One file per way to find who to tell; each binds `contact`. Pure over what is already known."""
