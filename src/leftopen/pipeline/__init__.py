"""The scan pipeline, step by step. Read this first.

    1 allowed?            the gate checks the scope before every connection          net.gate, scope
    2 open port?          the sweep yields an Endpoint                               sweep
    3 which service?      `identify.identify`: Endpoint to Observation               probes
    4 readable?           `run_checks.run_all`: Observation to CheckResult, by check checks
    5 what does it hold?  the sample to Evidence, in memory, then dropped            contents
    6 case, 7 notice      the service stores the results                             service, cases
    8 closed?             `run_checks.recheck`: back to step 4, same check file      checks

`context` holds the pipeline's dependencies. `context.guarded` catches a bug in a probe or check, for `identify`
and for `run_checks`, and the result is recorded as `bug`; the scan goes on. Only `internal_errors` catches
every exception, for scans and imports alike.
"""
