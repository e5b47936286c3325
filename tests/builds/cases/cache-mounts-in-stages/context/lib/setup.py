from setuptools import setup

setup(name="squares", version="1.0", py_modules=["squares"])
