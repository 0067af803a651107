"""The life of a case, pure: states and events, the chain, the closing rules, the window, the proof.

`bodies` says what an event holds, `life` how events move a case, `chain` how they are linked, `closing`
what looks add up to, `window` the durations with their bounds, `proof` the signed file.
"""
