import sys

numbers = [int(each) for each in sys.argv[1:]]
print("sum", sum(numbers))
