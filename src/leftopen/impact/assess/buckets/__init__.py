"""Objects of a bucket as files: what is listed, and ranges that a worker asks its parent for."""
