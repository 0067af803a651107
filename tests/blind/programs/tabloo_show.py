"""Shows a table with tabloo, on a port of ours: python tabloo_show.py CSV PORT"""

import sys

import pandas
import tabloo  # type: ignore[import-not-found]

tabloo.show(pandas.read_csv(sys.argv[1]), open_browser=False, server_port=int(sys.argv[2]))
