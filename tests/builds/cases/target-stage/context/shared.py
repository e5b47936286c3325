import tomllib


def settings():
    with open("settings.toml", "rb") as file:
        return tomllib.load(file)
