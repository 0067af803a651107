"""Archives of a store as containers: their members are unpacked beside it and read as files of their own."""
