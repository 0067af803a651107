"""One file per format that somebody else reads; each binds `writer`. All write one case's dossier."""
