package main

import "os"

func main() {
	_, _ = os.Stdout.WriteString("hello " + os.Args[1] + "\n")
}
