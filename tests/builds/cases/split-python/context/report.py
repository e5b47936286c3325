import sys

import notes

if "--check" in sys.argv:
    print("checked" if notes.count("a: b") > 0 else "empty")
