"""What stands before a server: proxies, load balancers, caches."""
