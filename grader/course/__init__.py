"""Course: what is asked of a student. The registry of exercises, a folder for each, and what describes and cuts them.

Every room above may read it. It is data and text: nothing in it runs or judges an answer, and nothing imports a room
above. Only `drivers/` and each exercise's `driver.py` go into the sandbox, beside a student's code. The parts of packs
(`packs.py`) are sub-packages too: a pack that is loaded extends this package's path.
"""
