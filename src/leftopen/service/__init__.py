"""What a person can ask for: plan, scan, search, show, verify, prove, notify, report.

One file per question, each a function over an open `desk.Desk`. The command line and the console are thin
guests of these.
"""
