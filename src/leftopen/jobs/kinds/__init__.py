"""One file for each kind of job; it binds `kind`, and its name is the name of the kind."""
