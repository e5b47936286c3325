from setuptools import Extension, setup

setup(
    name="notes",
    version="1.0.0",
    packages=["notes"],
    package_dir={"notes": "notes"},
    ext_modules=[Extension("notes._events", ["events.c"], libraries=["yaml"])],
    entry_points={"console_scripts": ["notes=notes:main"]},
)
