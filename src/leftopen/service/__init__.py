"""The use cases of leftopen: plan, scan, search, show, verify, prove, notify, report.

One module per use case, each with functions over an open `workspace.Workspace`. The command line and the
console call these functions and hold no logic of their own.
"""
