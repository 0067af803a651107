"""The cage of the processes that read hostile documents: what they may open, call and reach."""
