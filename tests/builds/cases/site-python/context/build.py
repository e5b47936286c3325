import pathlib

out = pathlib.Path("public/pages")
out.mkdir(parents=True)
for source in sorted(pathlib.Path("pages").glob("*.txt")):
    title, _, text = source.read_text().partition("\n\n")
    page = f"<!doctype html><title>{title}</title><p>{text.strip()}</p>\n"
    folder = out.parent if source.stem == "index" else out
    (folder / f"{source.stem}.html").write_text(page)
