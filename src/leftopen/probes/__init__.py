"""Protocol probes, one per file: which protocol does this port speak? Each module defines `probe` (contract:
`model.probe`).
"""
