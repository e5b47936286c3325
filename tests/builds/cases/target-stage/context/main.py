import os

from shared import settings

print("production", settings(), os.getuid(), os.getgid())
