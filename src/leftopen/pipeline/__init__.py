"""The walk of one datum. Read this first.

    1 may I?              the gate asks the scope before every connection       net.gate, scope
    2 who answers?        the sweep brings an Endpoint                          sweep
    3 what speaks?        `hear.identify`: Endpoint to Observation              probes
    4 is it readable?     `look.examine`: Observation to Judged, by each check  checks
    5 what is in it?      the sample to Evidence, in memory, then dropped       contents
    6 case, 7 notice      the service keeps what came out                       service, cases
    8 closed?             `look.look_again`: back to step 4, same check file    checks

`tools` is what the walk is lent. Whatever a leaf does wrong is caught in `look` and `hear`, once each by
`tools.guarded`, and recorded as `bug`; the walk goes on. `faults` is the one place that catches everything,
for the walk as for an import.
"""
