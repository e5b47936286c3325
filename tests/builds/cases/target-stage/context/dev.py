from shared import settings

print("development", settings())
