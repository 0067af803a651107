"""One file per format that somebody else reads; each binds `writer`: a `Writer` writes one case, a
`LinesWriter` search results, a `CasesWriter` a list of cases."""
