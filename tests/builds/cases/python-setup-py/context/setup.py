from setuptools import setup

setup(
    name="tally",
    version="0.4.0",
    packages=["tally"],
    entry_points={"console_scripts": ["tally=tally.main:main"]},
)
