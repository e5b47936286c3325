"""Packs a module as a wheel, the same bytes each time: pack.py NAME VERSION FOLDER"""

import os
import sys
import zipfile

name, version, folder = sys.argv[1:]
info = f"{name}-{version}.dist-info"
files = {
    f"{name}.py": open(f"{name}.py").read(),
    f"{info}/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n",
    f"{info}/WHEEL": "Wheel-Version: 1.0\nGenerator: pack\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
}
files[f"{info}/RECORD"] = "".join(f"{path},,\n" for path in [*files, f"{info}/RECORD"])

os.makedirs(folder, exist_ok=True)
with zipfile.ZipFile(f"{folder}/{name}-{version}-py3-none-any.whl", "w") as wheel:
    for path, text in files.items():
        wheel.writestr(zipfile.ZipInfo(path), text)
