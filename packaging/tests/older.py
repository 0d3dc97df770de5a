"""older.py FILE: takes an account's file back to what an older version would have left, its last migration undone, so that the next start
has something to bring up to date."""

import sqlite3
import sys

# Of migrations/account/0010_days.sql. Who adds a migration writes here how it is undone.
LAST = 10
UNDONE = """
DROP TRIGGER page_counted; DROP TRIGGER page_counted_on; DROP TRIGGER page_uncounted;
DROP TRIGGER stage_counted; DROP TRIGGER stage_counted_on; DROP TRIGGER stage_uncounted;
DROP TABLE rollup_week_page; DROP TABLE rollup_day_source; DROP TABLE rollup_day_funnel;
DROP INDEX lead_waiting;
"""

file = sqlite3.connect(sys.argv[1])
(version,) = file.execute("PRAGMA user_version").fetchone()
if version != LAST:
    sys.exit(f"{sys.argv[1]} is of version {version}, and only {LAST} can be taken back: say in {sys.argv[0]} how.")
file.executescript(f"BEGIN; {UNDONE} PRAGMA user_version = {LAST - 1}; COMMIT;")
file.close()
