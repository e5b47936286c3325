"""Writes the wheel of one module, so that the build needs nothing from a package index."""

import zipfile

METADATA = "Metadata-Version: 2.1\nName: shapes\nVersion: 1.0\n"
WHEEL = "Wheel-Version: 1.0\nGenerator: backend\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
INFO = "shapes-1.0.dist-info"
NAME = "shapes-1.0-py3-none-any.whl"


def build_wheel(wheel_directory, config_settings=None, metadata_directory=None):
    with zipfile.ZipFile(f"{wheel_directory}/{NAME}", "w") as wheel:
        wheel.write("shapes.py")
        wheel.writestr(f"{INFO}/METADATA", METADATA)
        wheel.writestr(f"{INFO}/WHEEL", WHEEL)
        names = ["shapes.py", f"{INFO}/METADATA", f"{INFO}/WHEEL", f"{INFO}/RECORD"]
        wheel.writestr(f"{INFO}/RECORD", "".join(f"{name},,\n" for name in names))
    return NAME
