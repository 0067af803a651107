"""The scan pipeline, step by step. Read this first.

    1 allowed?            the gate checks the scope before every connection          net.gate, scope
    2 open port?          the sweep yields an Endpoint                               sweep
    3 which service?      `identify.identify`: Endpoint to Observation               probes
    4 readable?           `run_checks.run_all`: Observation to CheckResult, by check checks
    5 what does it hold?  the sample to Evidence, in memory, then dropped            contents
    6 case, 7 notice      the service stores the results                             service, cases
    8 closed?             `run_checks.recheck`: back to step 4, same check file      checks

`context` holds the pipeline's dependencies. `identify` and `run_checks` run probes and checks through
`context.guarded`, which catches their bugs. Such a result is recorded as `bug`, and the scan goes on. Only
`internal_errors` catches every exception, for scans and imports alike.
"""
