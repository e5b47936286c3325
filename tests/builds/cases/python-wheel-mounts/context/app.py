import shapes

for name in ("installed.txt", "notes-size", "left-over"):
    with open(name) as file:
        print(name, file.read().strip())
print("area", shapes.area(6, 7))
