"""The life of a case, pure: states and events, the hash chain, the closure rules, the exposure window, the
proof.

`event_schema` defines the events' content, `state_machine` how events move a case, `hash_chain` how they are
linked, `closure_rules` what observations conclude, `window` the durations with their bounds, `proof` the
signed file.
"""
