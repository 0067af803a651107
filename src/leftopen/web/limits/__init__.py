"""What bounds the console and the API alike: fair shares, request slots, the pool for the engine."""
