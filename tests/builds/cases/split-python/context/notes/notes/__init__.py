import json
import sys

from notes._events import count


def main():
    with open(sys.argv[1]) as file:
        print(json.dumps({"events": count(file.read())}))
