import getpass
import sys

from tally import __version__


def main():
    with open(sys.argv[1]) as lines:
        total = sum(int(line) for line in lines)
    print(f"tally {__version__}: {total} for {getpass.getuser()}")
