"""Identifies and checks endpoints in several processes at once, beside the one that sweeps and stores.

    dispatcher   scan's process   here or in a scan process? starts them when endpoints have to wait
    pool         scan's process   gives each endpoint to a process, and again when that one died
    server       scan's process   starts the fork server, asks it for processes, ends all of them
    fork_server  own process      builds catalogues and patterns once, then forks a process per request
    process      forked           examines endpoints with a gate of its own, and sends back results

A scan process gets its configuration, the scope and addresses; it opens no store. Everything crosses its
socket as MessagePack that is checked against its type (`messages`), in frames with a length (`frames`): no
pickle. Its end of the socket closes when the scan's process dies, in whatever way, and it ends.
"""
