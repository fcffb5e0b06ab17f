"""The model store: which models there are (`catalogue`), and which of them are on this board (`store`).

catalogue.yaml   what every model consists of, and where its files come from
catalogue.py     the same, checked and typed
manifest.py      what was installed: the hashes beside the files
sources/         one file for each way to fetch bytes: hub, wheel
pull.py          fetch, verify, put in place
store.py         the face of it all: `ModelStore`
"""
