"""Assessments: what a store of mails and documents held. `folder.py` keeps them, `assess.py` makes them,
`assessments.py` lists, shows and deletes them."""
